import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";

let project, stack;
before(async () => {
  project = await makeProject("dom");
  // Where Vitest has its documents come from.
  stack = await startStack({ origins: ["http://localhost:3000"] });
});
after(async () => {
  await stack?.stop();
  await project?.remove();
});

for (const dom of ["jsdom", "happy-dom"]) {
  test(`the package does its work in Vitest with ${dom}`, async () => {
    await writeFile(join(project.folder, "picture.png"), picture());
    const gateway = `AKOOL_TEST_GATEWAY=${stack.gateway.url}`;
    await project.run("env", gateway, "npx", "vitest", "run", "--environment", dom, "--testTimeout", "60000");
  });

  test(`a page of ${dom} without an origin says what is missing`, async () => {
    const program = `
      const { createClient } = await import("akool-image-to-video");
      const { window } = ${dom === "jsdom" ? 'new (await import("jsdom")).JSDOM()' : '{ window: new (await import("happy-dom")).Window() }'};
      Object.assign(globalThis, { document: window.document, location: window.location });
      const error = await createClient().getCredits().catch((thrown) => thrown);
      console.log(JSON.stringify([error.code, error.message]));
      process.exit();`;
    const [code, message] = JSON.parse(await project.run(process.execPath, "--input-type=module", "--eval", program));
    assert.equal(code, "configuration");
    assert.match(message, /Give baseUrl/);
  });
}
