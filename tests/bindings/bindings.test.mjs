import { cp } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { root } from "../../scripts/shared/paths.mjs";
import { makeProject } from "../support/project.mjs";

for (const [versions, name] of Object.entries({ latest: "bindings", lowest: "bindings-lowest" })) {
  test(`the bindings work with the ${versions} versions of Vue, Svelte, Solid and Angular`, async () => {
    const project = await makeProject(name);
    try {
      await cp(join(root, "tests/packaging/projects/bindings"), project.folder, {
        recursive: true,
        filter: (path) => !/package(-lock)?\.json$/.test(path),
      });
      await project.run("npx", "vitest", "run");
    } finally {
      await project.remove();
    }
  });
}
