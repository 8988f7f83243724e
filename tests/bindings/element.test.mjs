import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { accessibilityFaults, jobLimitMs } from "../support/browser/demo-page.mjs";
import { startFaultProxy } from "../support/servers/fault-proxy.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";
import { holdFile, leavingMoments } from "../support/browser/leaving.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { quickSimulator, startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

/** What a page had still to send it would have sent by then. */
const settleMs = 1500;

let project, site, stack, proxy, browser;
before(async () => {
  project = await makeProject("element");
  site = await serveFolder(project.folder);
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
  await project?.remove();
});

/** The page of `tests/packaging/projects/element`: a form with the element in it, under a strict policy. */
async function open({ gateway = stack.gateway.url, prepare, ...options } = {}) {
  const opened = await openPage(browser, options);
  const { page } = opened;
  const prepared = await prepare?.(page);
  const load = async () => {
    await page.goto(`${site.url}/?gateway=${gateway}`);
    await page.waitForFunction(() => globalThis.element?.getSnapshot);
  };
  await load();
  return {
    ...opened,
    prepared,
    load,
    choose: () =>
      page.setInputFiles("image-to-video input", { name: "slope.png", mimeType: "image/png", buffer: picture() }),
    write: (prompt) => page.fill("image-to-video textarea", prompt),
    press: () => page.click("image-to-video button"),
    until: (state) =>
      page.waitForFunction((wanted) => globalThis.element.state === wanted, state, { timeout: jobLimitMs }),
    get: async (name) =>
      JSON.parse(await page.evaluate((key) => JSON.stringify({ [key]: globalThis.element[key] }), name))[name],
    set: (values) => page.evaluate((given) => Object.assign(globalThis.element, given), values),
    submitted: () => page.evaluate(() => Object.fromEntries(new FormData(document.querySelector("form")))),
    isValid: () => page.evaluate(() => document.querySelector("form").checkValidity()),
    status: async () => (await page.locator("image-to-video [part=status] slot:not([hidden])").allInnerTexts()).join(),
    close: async () => {
      assert.deepEqual(opened.faults, []);
      await opened.context.close();
    },
  };
}

test("a picture and a few words become a video that plays, and its address is what the form sends", async () => {
  const { page, choose, write, press, until, submitted, isValid, status, close } = await open();
  assert.equal(await isValid(), false, "it is required");
  assert.deepEqual(await submitted(), {});
  await choose();
  await page.waitForFunction(() => globalThis.element.shadowRoot.querySelector("img").naturalWidth === 480);
  await write("zoom in slowly");
  await press();
  await until("completed");
  assert.equal(await status(), "Ready");
  const { video } = await submitted();
  assert.match(video, /\.mp4$/);
  assert.equal(await isValid(), true);
  await page.waitForFunction(() => globalThis.element.shadowRoot.querySelector("video").readyState >= 2);
  const updates = await page.evaluate(() => globalThis.updates.filter((state, at, all) => state !== all[at - 1]));
  assert.deepEqual([updates[0], ...updates.slice(-2)], ["uploading", "waiting", "completed"]);
  await close();
});

test("the form can have the job's id in place of the address, as soon as there is one", async () => {
  const { choose, write, press, until, set, get, submitted, close } = await open();
  await set({ submit_id: true });
  await choose();
  await write("pan left [slow]");
  await press();
  await until("waiting");
  const early = await submitted();
  await until("completed");
  const { id } = await get("job");
  assert.deepEqual(early, { video: id });
  assert.deepEqual(await submitted(), { video: id });
  await close();
});

test("the whole job is done by keyboard, from the label on, and the focus is never lost", async () => {
  const { page, choose, until, close } = await open();
  const focused = () =>
    page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.part.value ?? document.activeElement.id);
  await page.click("label[for=video]");
  assert.equal(await focused(), "file");
  await choose();
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "prompt");
  await page.keyboard.type("orbit [slow]");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await until("waiting");
  assert.equal(await focused(), "button");
  await until("completed");
  assert.equal(await focused(), "button");
  await page.keyboard.press("Tab");
  assert.equal(await focused(), "video");
  await page.keyboard.press("Space");
  await page.waitForFunction(() => globalThis.element.shadowRoot.querySelector("video").currentTime > 0.2);
  await close();
});

test("axe finds nothing at any stage, in light and dark", async () => {
  for (const colorScheme of ["light", "dark"]) {
    // axe is put in from outside, which the page's own policy would not let in.
    const { page, choose, write, press, until, close } = await open({ colorScheme, bypassCSP: true });
    const check = async (stage) => assert.deepEqual(await accessibilityFaults(page), [], `${stage}, ${colorScheme}`);
    await check("idle");
    await press();
    await until("failed");
    await check("failed");
    await choose();
    await write("tilt up [slow]");
    await press();
    await until("waiting");
    await check("waiting");
    await until("completed");
    await check("completed");
    await close();
  }
});

test("what is wrong with a request is said, and nothing is sent", async () => {
  const { page, press, until, get, status, close } = await open();
  await press();
  await until("failed");
  assert.match(await status(), /image_url/);
  assert.match(await status(), /prompt/);
  assert.equal(await page.evaluate(() => globalThis.element.error.code), "invalid_request");
  assert.equal(await get("job"), undefined);
  await close();
});

test("a cancelled wait keeps its job, and the button stays where it is", async () => {
  const { page, choose, write, press, until, get, close } = await open();
  const label = () => page.locator("image-to-video button slot:not([hidden])").innerText();
  await choose();
  await write("pan right [slow]");
  assert.equal(await label(), "Create video");
  await press();
  await until("waiting");
  assert.equal(await label(), "Cancel");
  const { id } = await get("job");
  await press();
  assert.equal(await get("state"), "idle");
  assert.equal(await page.evaluate(async () => (await globalThis.element.resume(globalThis.element.job)).id), id);
  await close();
});

test("a job that was waited for when the page was left is taken up, unless the page says no", async () => {
  const { page, choose, write, press, until, get, load, close } = await open();
  await choose();
  await write("zoom out [slow]");
  await press();
  await until("waiting");
  const { id } = await get("job");
  await load();
  await until("completed");
  assert.equal((await get("job")).id, id);

  await choose();
  await write("zoom out once more [slow]");
  await press();
  await until("waiting");
  // A real file: to Chromium a page that Playwright fulfils has no address, so it may not reach this machine's servers.
  const html = await readFile(join(project.folder, "index.html"), "utf8");
  await writeFile(join(project.folder, "index-off.html"), html.replace(" required", " no_resume"));
  await page.goto(`${site.url}/index-off.html?gateway=${stack.gateway.url}`);
  await page.waitForFunction(() => globalThis.element?.getSnapshot);
  const asked = await page.evaluate(async () => {
    const { pendingJobs } = await import("akool-image-to-video");
    return (await pendingJobs()).length;
  });
  assert.deepEqual([asked, await get("state")], [1, "idle"]);
  await close();
});

test("the element goes on while it is moved, and stops waiting when it is taken away", async () => {
  const { page, choose, write, press, until, get, close } = await open();
  await choose();
  await write("orbit right [slow]");
  await press();
  await until("waiting");
  const { id } = await get("job");
  await page.evaluate(() => document.querySelector("form").append(globalThis.element));
  await until("completed");
  assert.equal((await get("job")).id, id);

  const isAborted = await page.evaluate(async () => {
    const { element } = globalThis;
    let signal;
    element.client = { waitForVideo: (_, options) => new Promise(() => (signal = options.signal)) };
    element.reset();
    element.resume({ id: "1", status: "processing", record: {} });
    element.remove();
    await Promise.resolve();
    return signal.aborted;
  });
  assert.equal(isAborted, true);
  await close();
});

const moments = { ...leavingMoments, "while on-demand.js loads": ({ page }) => holdFile(page, "**/on-demand.js") };

for (const [moment, hold] of Object.entries(moments)) {
  test(`an element that is removed ${moment} sends nothing any more`, async () => {
    const prepare = (page) => hold({ page, proxy });
    const { page, prepared: held, choose, write, context } = await open({ gateway: proxy.url, prepare });
    await choose();
    await write("gone");
    const { countPosts } = simulatorControl(stack.simulator.url);
    const earlier = { posts: await countPosts("create"), seen: proxy.seen.length };
    await page.evaluate((goesAtOnce) => {
      globalThis.element.start();
      if (goesAtOnce) globalThis.element.remove();
    }, !held);
    await held?.reached;
    await page.evaluate(() => globalThis.element.remove());
    await held?.release();
    await page.evaluate(async () => {
      const { createImageToVideo } = await import("akool-image-to-video");
      await createImageToVideo({ image_url: globalThis.element.request.image_url, prompt: "besides" });
    });
    await page.waitForTimeout(settleMs);
    assert.equal((await countPosts("create")) - earlier.posts, 1, "only the other video's");
    const posts = proxy.seen.slice(earlier.seen).filter(({ method }) => method === "POST");
    assert.equal(posts.filter(({ route }) => route === "uploads").length, held?.isUploading ? 2 : 1);
    assert.equal(await page.evaluate(() => globalThis.element.getSnapshot().state), "idle");
    await context.close();
  });

  if (moment !== "at once")
    test(`an element that is moved ${moment} goes on`, async () => {
      const prepare = (page) => hold({ page, proxy });
      const { page, prepared: held, choose, write, get, context } = await open({ gateway: proxy.url, prepare });
      await choose();
      await write("moved");
      const started = page.evaluate(async () => (await globalThis.element.start())?.id);
      await held.reached;
      await page.evaluate(() => document.querySelector("form").prepend(globalThis.element));
      await held.release();
      assert.ok(await started);
      assert.equal(await get("state"), "completed");
      await context.close();
    });
}

test("an element that is in no document yet can be started", async () => {
  const { page, choose, close } = await open();
  await choose();
  const status = await page.evaluate(async () => {
    const other = document.createElement("image-to-video");
    other.request = { ...globalThis.element.request, prompt: "not shown" };
    return (await other.start())?.status;
  });
  assert.equal(status, "completed");
  await close();
});

test("a form's reset empties it, and a disabled group disables it", async () => {
  const { page, choose, write, press, until, set, get, submitted, close } = await open();
  await set({ prompt: "as it was" });
  await choose();
  await write("zoom in");
  await press();
  await until("completed");
  await page.click("#reset");
  assert.equal(await get("state"), "idle");
  assert.deepEqual(await submitted(), {});
  assert.deepEqual(await get("request"), { prompt: "as it was" });
  assert.equal(await page.locator("image-to-video [part=preview]").getAttribute("src"), "");

  await page.evaluate(() => (document.querySelector("#group").disabled = true));
  assert.equal(await page.isDisabled("image-to-video button"), true);
  await page.evaluate(() => (document.querySelector("#group").disabled = false));
  assert.equal(await page.isDisabled("image-to-video button"), false);
  await set({ disabled: true });
  assert.equal(await page.isDisabled("image-to-video textarea"), true);
  await close();
});

test("what a browser keeps of a form is taken up when a person comes back to it", async () => {
  const { page, until, get, choose, write, press, submitted, close } = await open();
  await choose();
  await write("push in");
  await press();
  await until("completed");
  const before = await submitted();
  await page.goto(`${site.url}/page.css`);
  await page.goBack();
  await page.waitForFunction(() => globalThis.element?.getSnapshot);
  await until("completed");
  assert.deepEqual(await submitted(), before);
  assert.equal(await get("state"), "completed");
  await close();
});

test("attributes and properties are the same, and make the request", async () => {
  const { page, set, get, close } = await open();
  await set({
    image_url: `${site.url}/page.css`,
    prompt: "begin here",
    effect_code: "squish",
    resolution: "1080p",
    video_length: 10,
    no_resume: true,
  });
  assert.equal(await page.getAttribute("image-to-video", "video_length"), "10");
  assert.equal(await page.getAttribute("image-to-video", "resolution"), "1080p");
  assert.equal(await page.evaluate(() => globalThis.element.hasAttribute("no_resume")), true);
  const fields = { image_url: `${site.url}/page.css`, effect_code: "squish", resolution: "1080p" };
  assert.deepEqual(await get("request"), { prompt: "begin here", ...fields, video_length: 10 });
  await set({ request: { negative_prompt: "blur", resolution: "4k" }, no_resume: false, effect_code: undefined });
  await page.fill("image-to-video textarea", "and end here");
  assert.deepEqual(await get("request"), {
    prompt: "and end here",
    negative_prompt: "blur",
    resolution: "4k",
    image_url: fields.image_url,
    video_length: 10,
  });
  assert.equal(await get("no_resume"), false);
  await close();
});

test("an element with an address of its own does not need the page to set anything up", async () => {
  const { page, close } = await open();
  const result = await page.evaluate(
    async ([url, file]) => {
      const other = document.createElement("image-to-video");
      other.setAttribute("base_url", url);
      other.setAttribute("token_url", `${url}/token`);
      const bytes = Uint8Array.from(atob(file), (character) => character.charCodeAt(0));
      const image = new Blob([bytes], { type: "image/png" });
      other.request = { image_url: image, prompt: "pan up" };
      document.querySelector("main").append(other);
      const { configure } = await import("akool-image-to-video");
      configure({ baseUrl: "http://127.0.0.1:9" });
      return (await other.start())?.status;
    },
    [stack.gateway.url, picture().toString("base64")],
  );
  assert.equal(result, "completed");
  await close();
});

test("words and looks can be the page's own", async () => {
  const { page, close } = await open();
  await page.evaluate(() => {
    for (const [slot, textContent] of [
      ["start", "Video erstellen"],
      ["picture", "Bild wählen"],
    ]) {
      globalThis.element.append(Object.assign(document.createElement("span"), { slot, textContent }));
    }
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(
      "image-to-video { --image-to-video-accent: rgb(120, 0, 80) } image-to-video::part(prompt) { color: rgb(1, 2, 3) }",
    );
    document.adoptedStyleSheets = [sheet];
  });
  await page.getByRole("button", { name: "Video erstellen" }).waitFor();
  await page.getByRole("button", { name: "Bild wählen" }).waitFor();
  const colours = await page.evaluate(() =>
    [
      ["button", "backgroundColor"],
      ["textarea", "color"],
    ].map(([selector, property]) => getComputedStyle(globalThis.element.shadowRoot.querySelector(selector))[property]),
  );
  assert.deepEqual(colours, ["rgb(120, 0, 80)", "rgb(1, 2, 3)"]);
  await close();
});

test("what a page sets on the element before its class is there counts", async () => {
  const { page, load, get, close } = await open();
  await page.route(/main\.js/, (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `const element = document.querySelector("image-to-video");
        const client = { createImageToVideo: async (request) => ({ id: "1", status: "completed", record: request }),
          waitForVideo: async (job) => ({ ...job, video_url: "/page.css" }), pendingJobs: async () => [] };
        Object.assign(element, { client, prompt: "from before", resolution: "4k", no_resume: true,
          request: { image_url: location.origin + "/page.css", negative_prompt: "rain" } });
        import("akool-image-to-video/element").then(() => (globalThis.element = element));`,
    }),
  );
  await load();
  const request = {
    prompt: "from before",
    image_url: `${site.url}/page.css`,
    negative_prompt: "rain",
    resolution: "4k",
  };
  assert.deepEqual(await get("request"), request);
  assert.equal(await page.locator("image-to-video textarea").inputValue(), "from before");
  assert.equal(await page.getAttribute("image-to-video", "resolution"), "4k");
  const sent = await page.evaluate(async () => JSON.stringify((await globalThis.element.start()).record));
  assert.deepEqual(JSON.parse(sent), request);
  await page.evaluate(() => (globalThis.element.prompt = "and after"));
  assert.equal(await page.getAttribute("image-to-video", "prompt"), "and after");
  await close();
});

test("without attachInternals, or with one that forms cannot use, the element makes its video outside of forms", async () => {
  for (const lack of [
    () => delete HTMLElement.prototype.attachInternals,
    () => {
      HTMLElement.prototype.attachInternals = () => ({});
    },
  ]) {
    const { page, load, choose, write, press, until, get, close } = await open();
    await page.addInitScript(lack);
    await load();
    await choose();
    await write("zoom in");
    await press();
    await until("completed");
    assert.equal((await get("form")) ?? null, null);
    await close();
  }
});

test("a server may import it", async () => {
  const program =
    'import("akool-image-to-video/element").then(({ ImageToVideoElement }) => console.log(typeof ImageToVideoElement))';
  assert.equal((await project.run(process.execPath, "--input-type=module", "--eval", program)).trim(), "function");
});
