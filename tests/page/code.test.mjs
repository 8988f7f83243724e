import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import { freePort } from "../../scripts/run/port.mjs";
import { builtPageDirectory, nodeTools, packageDirectory, pageDirectory } from "../../scripts/shared/paths.mjs";
import { openContext, openPage } from "../support/browser/chromium.mjs";
import { chooseSample, jobLimitMs, startDemo, waitForState, waitForText } from "../support/browser/demo-page.mjs";
import { picture } from "../support/picture.mjs";
import { startStack } from "../support/servers/stack.mjs";

const run = promisify(execFile);
const importMap = {
  imports: { "akool-image-to-video": "/pkg/index.js", "akool-image-to-video/element": "/pkg/element.js" },
};
let demo, folder;
before(async () => {
  demo = await startDemo();
  folder = await mkdtemp(join(tmpdir(), "akool-code-"));
});
after(async () => {
  await demo?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The code of a tab of the dialog, for a sample with a text that needs escaping everywhere. */
async function codeOf(tab) {
  const { page, context } = await demo.open({ permissions: ["clipboard-read", "clipboard-write"] });
  await chooseSample(page, "oranges");
  await page.fill("#prompt", `it's "quoted" <b> & \\ so\non`);
  await page.click("#more summary");
  await page.fill("#negative-prompt", "rain");
  await page.click("#show-code");
  await page.click(`#tab-${tab}`);
  const code = await page.textContent("#code");
  await page.click("#copy-code");
  await waitForText(page, "#copy-code", /Copied/);
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), code);
  await page.keyboard.press("Escape");
  assert.equal(await page.evaluate(() => document.activeElement.id), "show-code");
  await context.close();
  return code;
}

/** Opens HTML as a page beside the gateway, where the package is to be had. Gives the page and what it orders. */
async function openHtml(body) {
  const context = await openContext(demo.browser);
  const page = await context.newPage();
  await page.route("**/pkg/**", (route) => {
    return route.fulfill({ path: join(packageDirectory, new URL(route.request().url()).pathname.slice(5)) });
  });
  const head = `<!doctype html><script type="importmap">${JSON.stringify(importMap)}</script>`;
  await page.route("**/try.html", (route) => route.fulfill({ contentType: "text/html", body: head + body }));
  const order = page.waitForRequest((request) => request.url().endsWith("/createBySourcePrompt"));
  await page.goto(`${demo.stack.gateway.url}/try.html`);
  await page.setInputFiles("input[type=file]", { name: "a.png", mimeType: "image/png", buffer: picture() });
  return { context, page, order: async () => checkOrder((await order).postDataJSON()) };
}

function checkOrder({ image_url, ...order }) {
  assert.match(image_url, /\/files\//);
  assert.equal(order.prompt, `it's "quoted" <b> & \\ so\non`);
  assert.equal(order.negative_prompt, "rain");
  assert.equal(order.resolution, "720p");
}

test("the TypeScript fits the package's types, and makes the video", async () => {
  const code = await codeOf("ts");
  await mkdir(join(folder, "node_modules"));
  await symlink(packageDirectory, join(folder, "node_modules/akool-image-to-video"));
  await writeFile(join(folder, "code.ts"), code);
  const flags = ["--strict", "--noEmit", "--module", "esnext", "--moduleResolution", "bundler", "--target", "es2022"];
  await run(join(nodeTools, "tsc"), [...flags, "code.ts"], { cwd: folder });

  const { context, page, order } = await openHtml(`<body><script type="module">${code}</script>`);
  await page.click("button");
  await order();
  await page.waitForFunction(() => /\.mp4$/.test(document.querySelector("video").src), undefined, {
    timeout: jobLimitMs,
  });
  await context.close();
});

test("the shell commands make the video and fetch it", async () => {
  const code = await codeOf("curl");
  await copyFile(join(pageDirectory, "public/samples/oranges.jpg"), join(folder, "image.jpg"));
  await run("bash", ["-euc", code], { cwd: folder, timeout: jobLimitMs });
  assert.equal((await readFile(join(folder, "video.mp4"))).toString("latin1", 4, 8), "ftyp");
});

test("the HTML is an element that makes the video", async () => {
  const { context, page, order } = await openHtml(await codeOf("html"));
  await page.click("image-to-video button");
  await order();
  await page.waitForFunction(() => document.querySelector("image-to-video").state === "completed", undefined, {
    timeout: jobLimitMs,
  });
  await context.close();
});

test("where the browser has no clipboard, as without TLS, the copy button says so", async () => {
  const { page, context } = await demo.open();
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: undefined }));
  await page.click("#show-code");
  await page.click("#copy-code");
  await waitForText(page, "#copy-code", /Select the code and copy it/);
  await context.close();
});

test("below a path of a site the page makes a video, and its code names the address with the path", async () => {
  const listen = `127.0.0.1:${await freePort()}`;
  const gatewayEnvironment = { AKOOL_GATEWAY_LISTEN: listen, AKOOL_GATEWAY_PUBLIC_URL: `http://${listen}/video` };
  const stack = await startStack({ pageDirectory: builtPageDirectory, gatewayEnvironment });
  try {
    const { page, context, requested, faults } = await openPage(demo.browser, { locale: "de-DE" });
    await page.goto(`http://${listen}/video/?lang=de`);
    await chooseSample(page, "harbour");
    await page.click("#create");
    await waitForState(page, "completed");
    const elsewhere = requested.filter((url) => url.startsWith(`http://${listen}/`) && !url.includes("/video/"));
    assert.deepEqual([elsewhere, faults], [[], []]);

    await page.click("#show-code");
    for (const tab of ["ts", "curl", "html"]) {
      await page.click(`#tab-${tab}`);
      assert.ok((await page.textContent("#code")).includes(`http://${listen}/video`), tab);
    }
    await context.close();
  } finally {
    await stack.stop();
  }
});
