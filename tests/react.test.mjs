import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../scripts/paths.mjs";
import { launchChromium, openPage } from "./support/chromium.mjs";
import { makeProject } from "./support/project.mjs";
import { startStack } from "./support/stack.mjs";
import { serveFolder } from "./support/static-server.mjs";

const bundled = ["esbuild", "--bundle", "--format=esm", "--jsx=automatic", "--log-level=error"];
let site, stack, browser;
before(async () => {
  site = await serveFolder();
  stack = await startStack({ origins: [site.url] });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  site?.stop();
});

for (const { version, name } of [
  { version: 19, name: "react" },
  { version: 18, name: "react-18" },
]) {
  describe(`useImageToVideo in React ${version}`, () => {
    let project;
    before(async () => {
      project = await makeProject(name);
      await cp(join(root, "tests/packaging/react"), project.folder, {
        recursive: true,
        filter: (path) => !/package(-lock)?\.json$/.test(path),
      });
      await project.run("npx", ...bundled, "scenarios.jsx", "--outfile=bundle.js");
      await cp(
        join(project.folder, "node_modules/akool-image-to-video/akool_image_to_video_bg.wasm"),
        join(project.folder, "akool_image_to_video_bg.wasm"),
      );
      site.setFolder(project.folder);
    });
    after(() => project?.remove());

    /** A page of its own that plays scenarios and counts what was created. */
    async function open() {
      const { context, page, faults } = await openPage(browser);
      let creates = 0;
      page.on("request", (request) => {
        if (request.method() === "POST" && request.url().endsWith("/createBySourcePrompt")) creates += 1;
      });
      const load = async () => {
        await page.goto(site.url);
        await page.waitForFunction(() => globalThis.prepare);
      };
      await load();
      return {
        load,
        play: async (scenario, input) => {
          await page.evaluate((url) => globalThis.prepare(url), stack.gateway.url);
          return page.evaluate(([name, value]) => globalThis.scenarios[name](value), [scenario, input]);
        },
        creates: () => creates,
        close: async () => {
          assert.deepEqual(faults, []);
          await context.close();
        },
      };
    }

    test("it goes from the picture to the video and says where it stands", async () => {
      const page = await open();
      const { states, progress, functions, videoUrl } = await page.play("fromPictureToVideo");
      assert.deepEqual(
        [states[0], states[1], states.at(-2), states.at(-1)],
        ["idle", "uploading", "waiting", "completed"],
      );
      assert.ok(progress.every(({ loadedBytes, totalBytes }) => loadedBytes < totalBytes));
      assert.equal(functions, 2, "start and cancel stay the same functions");
      assert.equal((await fetch(videoUrl)).headers.get("content-type"), "video/mp4");
      assert.equal(page.creates(), 1);
      await page.close();
    });

    test("two clicks are one video", async () => {
      const page = await open();
      await page.play("twoClicks");
      assert.equal(page.creates(), 1);
      await page.close();
    });

    test("a start in an effect, which strict mode runs twice, is one video", async () => {
      const page = await open();
      await page.play("startedInAnEffect");
      assert.equal(page.creates(), 1);
      await page.close();
    });

    test("a cancelled wait keeps its job, which can be taken up again", async () => {
      const page = await open();
      const { cancelled, completed } = await page.play("cancelledAndTakenUpAgain");
      assert.deepEqual(cancelled, { state: "idle", job: completed.job, error: "" });
      assert.ok(completed.job);
      assert.equal(page.creates(), 1);
      await page.close();
    });

    test("a failure is a state with its reason, and a reset forgets it", async () => {
      const page = await open();
      const { failed, reset } = await page.play("failedAndReset", "[fail: the paint ran out]");
      assert.match(failed.error, /^job_failed: .*the paint ran out/);
      assert.ok(failed.job);
      assert.deepEqual(reset, { state: "idle", job: "", error: "" });
      assert.match((await page.play("failedAndReset", "")).failed.error, /^invalid_request: /);
      assert.equal(page.creates(), 1, "what breaks the rules is not sent");
      await page.close();
    });

    test("a job that was waited for when the page was left is taken up by the next one", async () => {
      const page = await open();
      const left = await page.play("leftWhileWaiting");
      await page.load();
      const { job, state } = await page.play("takenUpOnMount");
      assert.deepEqual({ job, state }, { job: left.job, state: "completed" });
      assert.equal(page.creates(), 1);
      await page.close();
    });

    test("what is pending is left alone when the page says so", async () => {
      const page = await open();
      assert.deepEqual(await page.play("notTakenUp"), { asked: 1, states: ["idle", "idle"] });
      await page.close();
    });

    test("a component that goes stops uploading and waiting, and lets a create through that was sent", async () => {
      const page = await open();
      assert.deepEqual(await page.play("unmounted", "uploading"), { isCreateAborted: true, waits: [] });
      assert.deepEqual(await page.play("unmounted", "creating"), { isCreateAborted: false, waits: [] });
      assert.deepEqual(await page.play("unmounted", "waiting"), { isCreateAborted: true, waits: [true] });
      await page.close();
    });

    test("what was cancelled is not heard any more", async () => {
      const page = await open();
      const { cancelled, after } = await page.play("lateAnswer");
      assert.deepEqual(cancelled, { state: "idle", job: "", error: "", isAborted: true });
      assert.equal(after.job, "second");
      await page.close();
    });

    test("a server renders it idle and asks for nothing", async () => {
      await project.run(
        "npx",
        ...bundled,
        "--platform=node",
        "--packages=external",
        "server.jsx",
        "--outfile=server.mjs",
      );
      assert.equal((await project.run(process.execPath, "server.mjs")).trim(), '<p title="function function">idle</p>');
    });
  });
}
