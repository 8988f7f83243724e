import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { launchChromium, openContext } from "../support/browser/chromium.mjs";
import { startFaultProxy } from "../support/servers/fault-proxy.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const limit = { timeout: 60_000 };

let project, site, browser;
before(async () => {
  project = await makeProject("element");
  site = await serveFolder(project.folder);
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  site?.stop();
  await project?.remove();
});

/** Tabs of one browser with the page of `tests/packaging/projects/element`, at a vendor whose clock stands still. */
async function startTabs(t) {
  const proxy = await startFaultProxy();
  const stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--control", "--stopped"],
    origins: [site.url],
  });
  proxy.setTarget(stack.gateway.url);
  const context = await openContext(browser);
  t.after(async () => {
    await context.close();
    await stack.stop();
    proxy.stop();
  });
  const image = picture().toString("base64");
  const openTab = async () => {
    const page = await context.newPage();
    const load = async () => {
      await page.goto(`${site.url}/?gateway=${proxy.url}`);
      await page.waitForFunction(() => globalThis.element?.getSnapshot);
      await page.evaluate((base64) => {
        const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
        globalThis.image = new Blob([bytes], { type: "image/png" });
      }, image);
    };
    await load();
    return {
      page,
      load,
      /** Starts a video in the page's element; resolves when it waits for the job, with its id. */
      start: async (prompt) => {
        await page.evaluate((text) => {
          const { element, image } = globalThis;
          element.request = { image_url: image, prompt: text };
          globalThis.started = element.start();
        }, prompt);
        return waitsFor(page);
      },
      waitsFor: () => waitsFor(page),
      addElement: () => page.evaluate(() => document.body.append(document.createElement("image-to-video"))),
      jobs: () =>
        page.evaluate(() => [...document.querySelectorAll("image-to-video")].map(({ job, state }) => job?.id ?? state)),
      pending: () =>
        page.evaluate(async () => {
          const { pendingJobs } = await import("akool-image-to-video");
          return (await pendingJobs()).map(({ id }) => id);
        }),
    };
  };
  return { proxy, control: simulatorControl(stack.simulator.url), openTab };
}

/** The id of the job that the page's element waits for. */
async function waitsFor(page) {
  const id = await page.waitForFunction(() => globalThis.element.state === "waiting" && globalThis.element.job.id);
  return id.jsonValue();
}

/** Until the elements of a page have these jobs or states, in whatever order. */
const untilElementsHave = (page, wanted) =>
  page.waitForFunction(
    (expected) =>
      [...document.querySelectorAll("image-to-video")]
        .map(({ job, state }) => job?.id ?? state)
        .sort()
        .join() === expected,
    wanted.toSorted().join(),
  );

test(
  "a start in an element that has taken up a job makes a video of its own, and the other stays pending",
  limit,
  async (t) => {
    const { control, openTab } = await startTabs(t);
    const tab = await openTab();
    const earlier = await tab.start("the first");
    await tab.load();
    assert.equal(await tab.waitsFor(), earlier);
    await tab.page.evaluate((prompt) => {
      const { element, image } = globalThis;
      element.request = { image_url: image, prompt };
      globalThis.started = [element.start(), element.start()];
    }, "the second");
    await tab.page.waitForFunction(
      (other) => globalThis.element.state === "waiting" && globalThis.element.job.id !== other,
      earlier,
    );
    assert.equal(await control.countPosts("create"), 2);
    assert.deepEqual((await tab.pending()).toSorted(), [earlier, await tab.waitsFor()].toSorted());
    await control.runClock();
    const ids = await tab.page.evaluate(async () => (await Promise.all(globalThis.started)).map(({ id }) => id));
    assert.notEqual(ids[0], earlier);
    assert.equal(ids[1], ids[0], "two clicks are one video");
  },
);

test("of several elements each takes up another job, in one tab and in two", limit, async (t) => {
  const { openTab } = await startTabs(t);
  const tab = await openTab();
  const jobs = [await tab.start("one")];
  await tab.load();
  await tab.waitsFor();
  // What is taken up stays with its element: a start in another element is a second order.
  await tab.addElement();
  jobs.push(
    await tab.page.evaluate(async () => {
      const other = [...document.querySelectorAll("image-to-video")].at(-1);
      other.request = { image_url: globalThis.image, prompt: "two" };
      other.start();
      await new Promise((resolve) => other.addEventListener("update", () => other.state === "waiting" && resolve()));
      return other.job.id;
    }),
  );
  await tab.load();
  await tab.waitsFor();
  await tab.addElement();
  await tab.addElement();
  await untilElementsHave(tab.page, [...jobs, "idle"]);

  const other = await openTab();
  // A third one is pending and free: the other tab takes that one up, and nothing that is waited for here.
  const third = await other.start("three");
  await other.load();
  await other.addElement();
  await untilElementsHave(other.page, [third, "idle"]);
  await untilElementsHave(tab.page, [...jobs, "idle"]);
});

test("a job whose tab was closed is taken up by the next one", limit, async (t) => {
  const { control, openTab } = await startTabs(t);
  const [tab, other] = [await openTab(), await openTab()];
  const job = await tab.start("left");
  await other.load();
  await other.addElement();
  await untilElementsHave(other.page, ["idle", "idle"]);
  await tab.page.close();
  await other.load();
  assert.equal(await other.waitsFor(), job);
  await control.runClock();
  await other.page.waitForFunction(() => globalThis.element.state === "completed");
});

test(
  "a video that is being created is not taken up by another element, in its own tab or in another",
  limit,
  async (t) => {
    const { proxy, control, openTab } = await startTabs(t);
    const [tab, other] = [await openTab(), await openTab()];
    const held = proxy.disturb({ route: "create", answer: { kind: "held" }, effect: true });
    const starting = tab.start("held back");
    await held.reached;
    assert.equal(await control.countPosts("create"), 1);
    await tab.addElement();
    await other.load();
    // A gateway is asked how an order ended that any element may take up.
    const tokens = () =>
      proxy.seen.filter(({ route, method, isAnswered }) => route === "token" && method === "POST" && isAnswered);
    await other.page.evaluate(async () => {
      const { getCredits } = await import("akool-image-to-video");
      await getCredits();
    });
    assert.ok(tokens().length >= 2);
    held.release(true);
    const job = await starting;
    await untilElementsHave(tab.page, [job, "idle"]);
    await untilElementsHave(other.page, ["idle"]);
    const recalls = proxy.seen.filter(({ route, method }) => route === "create" && method === "GET");
    assert.deepEqual(recalls, []);
  },
);

test("an element that comes back to the document goes on with its job, unless another one has it", limit, async (t) => {
  const { control, openTab } = await startTabs(t);
  const tab = await openTab();
  const job = await tab.start("away");
  const leave = () => tab.page.evaluate(() => globalThis.element.remove());
  const comeBack = () => tab.page.evaluate(() => document.body.append(globalThis.element));
  await leave();
  await comeBack();
  assert.equal(await tab.waitsFor(), job);
  await leave();
  await tab.addElement();
  await untilElementsHave(tab.page, [job]);
  await comeBack();
  await untilElementsHave(tab.page, [job, "idle"]);
  await control.runClock();
  await tab.page.waitForFunction(() => document.querySelector("image-to-video").state === "completed");
  assert.equal(await tab.page.evaluate(() => globalThis.element.state), "idle");
});
