import assert from "node:assert/strict";
import { cp } from "node:fs/promises";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { root } from "../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { startFaultProxy } from "../support/servers/fault-proxy.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";
import { leavingMoments } from "../support/browser/leaving.mjs";
import { makeProject } from "../support/project.mjs";
import { quickSimulator, startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

/** What a page had still to send it would have sent by then. */
const settleMs = 1500;
const bundled = ["esbuild", "--bundle", "--format=esm", "--jsx=automatic", "--log-level=error"];
let site, stack, proxy, browser;
before(async () => {
  site = await serveFolder();
  stack = await startStack({ origins: [site.url], simulatorFlags: [...quickSimulator, "--control"] });
  proxy = await startFaultProxy();
  proxy.setTarget(stack.gateway.url);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await stack?.stop();
  proxy?.stop();
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
      await cp(join(root, "tests/packaging/projects/react"), project.folder, {
        recursive: true,
        filter: (path) => !/package(-lock)?\.json$/.test(path),
      });
      await project.run("npx", ...bundled, "scenarios.jsx", "--outfile=bundle.js");
      await cp(
        join(project.folder, "node_modules/akool-image-to-video/wasm/akool_image_to_video_bg.wasm"),
        join(project.folder, "wasm/akool_image_to_video_bg.wasm"),
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
        page,
        load,
        play: async (scenario, input, gateway = stack.gateway.url) => {
          await page.evaluate((url) => globalThis.prepare(url), gateway);
          return page.evaluate(([name, value]) => globalThis.scenarios[name](value), [scenario, input]);
        },
        creates: () => creates,
        close: async ({ mayFail } = {}) => {
          if (!mayFail) assert.deepEqual(faults, []);
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

    for (const [moment, hold] of Object.entries(leavingMoments)) {
      test(`a component that goes ${moment} sends nothing any more`, async () => {
        const { page, play, close } = await open();
        const held = await hold({ page, proxy });
        const { countPosts } = simulatorControl(stack.simulator.url);
        const earlier = { posts: await countPosts("create"), seen: proxy.seen.length };
        await play("startedToLeave", !held, proxy.url);
        await held?.reached;
        await page.evaluate(() => globalThis.leave());
        await held?.release();
        await play("createdBesides", undefined, proxy.url);
        await page.waitForTimeout(settleMs);
        assert.equal((await countPosts("create")) - earlier.posts, 1, "only the other video's");
        const uploads = proxy.seen
          .slice(earlier.seen)
          .filter(({ route, method }) => route === "uploads" && method === "POST");
        assert.equal(uploads.length, held?.isUploading ? 2 : 1);
        await close({ mayFail: true });
      });
    }

    test("a start after the component has gone sends nothing", async () => {
      const { play, creates, page, close } = await open();
      const uploads = [];
      page.on("request", (request) => request.url().endsWith("/uploads") && uploads.push(request.url()));
      assert.equal(await play("startedAfterLeaving"), undefined);
      assert.deepEqual({ uploads, creates: creates() }, { uploads: [], creates: 0 });
      await close();
    });

    test("a create that was sent when the component went is let through, and taken up by the next one", async () => {
      const { page, play, close } = await open();
      const earlier = proxy.seen.length;
      const held = proxy.disturb({ route: "create", answer: { kind: "held" }, effect: true });
      await play("startedToLeave", false, proxy.url);
      await held.reached;
      await page.evaluate(() => globalThis.leave());
      held.release(true);
      const creates = () =>
        proxy.seen.slice(earlier).filter(({ route, method }) => route === "create" && method !== "OPTIONS");
      await proxy.until(() => creates().some(({ isAnswered }) => isAnswered));
      const { state } = await play("takenUpOnMount", undefined, proxy.url);
      assert.equal(state, "completed");
      assert.deepEqual(
        creates().map(({ method }) => method),
        ["POST"],
        "the gateway was not asked how it ended",
      );
      await close();
    });

    test("a create that was refused is not sent again once the component has gone", async () => {
      const { page, play, close } = await open();
      const { countPosts } = simulatorControl(stack.simulator.url);
      const earlier = await countPosts("create");
      const body = { code: 1005, msg: "busy", retryable: true, charged: "no" };
      const refused = proxy.disturb({ route: "create", answer: { kind: "status", status: 429, body } });
      await play("startedToLeave", false, proxy.url);
      await refused.reached;
      await page.evaluate(() => globalThis.leave());
      await play("createdBesides", undefined, proxy.url);
      await page.waitForTimeout(settleMs);
      assert.equal((await countPosts("create")) - earlier, 1, "only the other video's");
      await close({ mayFail: true });
    });

    test("a start while another job is taken up is a video of its own, which two clicks share", async () => {
      const page = await open();
      assert.deepEqual(await page.play("startedWhileAnotherWasTakenUp"), {
        waitedFor: ["other", "mine"],
        jobs: ["mine", "mine", undefined],
        seen: { state: "completed", job: "mine", error: "" },
      });
      await page.close();
    });

    test("of several hooks each takes up another job, and is offered those that no hook waits for", async () => {
      const page = await open();
      assert.deepEqual(await page.play("severalTakeUp"), {
        waitedFor: ["one", "two"],
        states: ["idle", "waiting", "waiting"],
      });
      await page.close();
    });

    test("a component that goes stops uploading and waiting, and lets a create through that was sent", async () => {
      const page = await open();
      assert.deepEqual(await page.play("unmounted", "uploading"), { isCreateAborted: true, waits: [] });
      assert.deepEqual(await page.play("unmounted", "uploaded"), { isCreateAborted: true, waits: [] });
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
