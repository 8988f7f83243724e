import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { makeProject } from "../support/project.mjs";

let project;
before(async () => {
  project = await makeProject("vite");
});
after(() => project?.remove());

/** Builds a page that imports the error class and nothing else; gives the names and the bytes of what is served with it. */
async function buildWith(entry) {
  await writeFile(
    join(project.folder, "main.js"),
    `import { ImageToVideoError } from "${entry}";\nconsole.log(ImageToVideoError.isInstance(1));\n`,
  );
  await project.build("npx", "vite", "build");
  const folder = join(project.folder, "dist/assets");
  const names = await readdir(folder);
  const scripts = await Promise.all(
    names.filter((name) => name.endsWith(".js")).map((name) => readFile(join(folder, name))),
  );
  return { names, scriptBytes: scripts.reduce((sum, { length }) => sum + length, 0) };
}

test("the error class from its own entry point brings nothing else", async () => {
  const { names, scriptBytes } = await buildWith("akool-image-to-video/error");
  assert.equal(names.length, 1, names.join(" "));
  assert.ok(scriptBytes < 2048, `${scriptBytes} bytes`);
});
