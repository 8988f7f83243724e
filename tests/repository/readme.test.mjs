import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { freePort } from "../../scripts/run/port.mjs";
import { root } from "../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { links, samples } from "../support/markdown.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startDevServer } from "../support/servers/dev-server.mjs";
import { startStack } from "../support/servers/stack.mjs";

const read = (path) => readFile(join(root, path), "utf8");
const tenLines = (text) => samples(text).find(({ language }) => language === "html").code;

let url, project, stack, browser;
before(async () => {
  url = `http://127.0.0.1:${await freePort()}`;
  project = await makeProject("vite");
  stack = await startStack({ origins: [url] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  await project?.remove();
});

test("the README has at most 150 lines, and its ten lines are ten, the same as in the package's own README", async () => {
  const [repository, npm] = await Promise.all([read("README.md"), read("pkg-template/README.md")]);
  assert.ok(repository.split("\n").length - 1 <= 150);
  assert.equal(tenLines(repository).trim().split("\n").length, 10);
  assert.equal(tenLines(npm), tenLines(repository));
});

test("the package's own README has absolute links only, and builds nothing", async () => {
  const text = await read("pkg-template/README.md");
  assert.deepEqual(links(text), []);
  assert.doesNotMatch(text, /cargo |npm run|npm start|git clone/);
});

test("the README's ten lines make a video in an empty Vite project, from a dev server and from a build", async () => {
  const code = tenLines(await read("README.md"));
  assert.ok(code.includes('"http://127.0.0.1:8080"'));
  await writeFile(join(project.folder, "index.html"), code.replace("http://127.0.0.1:8080", stack.gateway.url));
  await project.run("npx", "vite", "build");
  for (const mode of [["vite"], ["vite", "preview"]]) {
    const server = await startDevServer(
      "npx",
      [...mode, "--host", "127.0.0.1", "--strictPort", "--port", new URL(url).port],
      {
        cwd: project.folder,
        url,
      },
    );
    try {
      await makeVideo();
    } catch (error) {
      throw new Error(`${mode.join(" ")}: ${error.message}\n${server.output()}`, { cause: error });
    } finally {
      await server.stop();
    }
  }
});

/** As a visitor: chooses a picture and watches the video. */
async function makeVideo() {
  const { context, page, faults } = await openPage(browser);
  try {
    await page.goto(url);
    const file = { name: "picture.png", mimeType: "image/png", buffer: picture() };
    await page.waitForFunction(() => typeof document.querySelector("#picture")?.onchange === "function");
    await page.setInputFiles("#picture", file);
    await page.waitForFunction(() => document.querySelector("#video").videoWidth > 0, undefined, { timeout: 60_000 });
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
  }
}
