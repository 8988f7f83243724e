import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { builtProgram } from "../../scripts/shared/paths.mjs";
import { startSimulator } from "../../scripts/run/server.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { accessibilityFaults } from "../support/browser/demo-page.mjs";

const apiKey = "0123456789abcdef0123456789abcdef";
let simulator;
let browser;
before(async () => {
  const flags = ["--quality", "preview", "--stopped", "--control", "--start-ms", "1795521600000"];
  simulator = await startSimulator(builtProgram("akool-simulator"), { apiKey, flags, log: () => {} });
  browser = await launchChromium();
});
after(async () => {
  await browser?.close();
  await simulator?.stop();
});

const api = (path, body, session = "") => {
  const headers = { "x-api-key": apiKey, ...(session && { "x-simulator-session": session }) };
  return fetch(`${simulator.url}${path}`, {
    method: body ? "POST" : "GET",
    headers,
    body: body && JSON.stringify(body),
  });
};

async function create(prompt, session) {
  const image_url = `${simulator.url}/media/effects/Squish.png`;
  const path = "/api/open/v4/image2Video/createBySourcePrompt";
  const answer = await (await api(path, { image_url, prompt }, session)).json();
  return answer.data._id;
}

async function openPanel(session = "", options = {}) {
  const opened = await openPage(browser, { reducedMotion: "reduce", ...options });
  await opened.page.goto(`${simulator.url}${session && `/_session/${session}`}/_control/`);
  await opened.page.waitForFunction(() => document.querySelector("#pace").textContent !== "–");
  return opened;
}

const text = (page, selector, pattern) =>
  page.waitForFunction(
    ([selector, source]) => new RegExp(source).test(document.querySelector(selector)?.textContent ?? ""),
    [selector, pattern.source],
  );

test("a job is seen from its request to its playing video, on a clock that is stepped by clicks", async () => {
  const { page, context, faults } = await openPanel("job");
  const id = await create("a cat that yawns", "job");
  await text(page, "#jobs", /a cat that yawns/);
  await text(page, "#jobs .badge", /^queueing$/);
  await page.click("[data-step='5000']");
  await text(page, "#message", /^Clock moved by \+5 s$/);
  await text(page, "#jobs .badge", /^completed$/);
  await page.evaluate(() => document.querySelector("#jobs video").play());
  await page.waitForFunction(() => document.querySelector("#jobs video").currentTime > 0);
  await text(page, "#journal", /POST \/api\/open\/v4\/image2Video\/createBySourcePrompt/);
  await page.click("#journal li:last-child summary");
  await text(page, "#journal li:last-child pre", /"prompt": "a cat that yawns"/);
  await text(page, "#jobs", new RegExp(id));
  assert.deepEqual(faults, []);
  await context.close();
});

test("faults are toggled with a click, and one that a test has set is removed", async () => {
  const { page, context } = await openPanel("faults");
  const credits = async () => (await (await api("/api/open/v3/faceswap/quota/info", undefined, "faults")).json()).code;
  await page.getByRole("switch", { name: "Everything: server error" }).check();
  await text(page, "#message", /server error: on/);
  assert.equal((await api("/api/open/v3/faceswap/quota/info", undefined, "faults")).status, 503);
  await text(page, "#switches", /hit 1×/);
  await page.getByRole("switch", { name: "Everything: server error" }).uncheck();
  await text(page, "#message", /server error: off/);
  assert.equal(await credits(), 1000);
  await api(
    "/_control/faults",
    { id: "by-test", route: "credits", count: 0, answer: { kind: "business", code: 1005 } },
    "faults",
  );
  await page.getByRole("button", { name: "Remove by-test" }).click();
  await text(page, "#message", /by-test removed/);
  assert.equal(await credits(), 1000);
  await context.close();
});

test("clock, credits, scenarios and a failing job are one click or field away", async () => {
  const { page, context } = await openPanel("rest");
  await page.getByLabel("Speed").selectOption("20");
  await text(page, "#message", /^Speed 20×$/);
  await page.getByRole("button", { name: "Run" }).click();
  await text(page, "#pace", /^running 20×$/);
  await page.getByRole("button", { name: "Stop", exact: true }).click();
  await text(page, "#pace", /^stopped$/);
  await page.getByLabel("New balance").fill("1234");
  await page.getByRole("button", { name: "Set", exact: true }).click();
  await text(page, "#credits", /^1,234 credits$/);
  const id = await create("a dog", "rest");
  await page.getByRole("button", { name: `Fail job ${id}` }).click();
  await text(page, "#jobs .badge", /^failed$/);
  await page.getByLabel("Scenario").selectOption("out-of-credits");
  await page.getByRole("button", { name: "Apply" }).click();
  await text(page, "#credits", /^0 credits$/);
  await page.getByRole("button", { name: "Reset everything but the time" }).click();
  await text(page, "#credits", /^10,000 credits$/);
  await text(page, "#job-count", /^0$/);
  await context.close();
});

test("the session chooser leads to another session and ends it", async () => {
  await create("in the default session");
  await create("in another session", "chosen");
  const { page, context } = await openPanel();
  await text(page, "#jobs", /in the default session/);
  await page.getByLabel("Session").selectOption("chosen");
  await page.waitForURL("**/_session/chosen/_control/");
  await text(page, "#jobs", /in another session/);
  assert.ok(!(await page.textContent("#jobs")).includes("default"));
  await page.getByRole("button", { name: "End session" }).click();
  await page.waitForURL(`${simulator.url}/_control/`);
  const { sessions } = await (await api("/_control/sessions")).json();
  assert.ok(!sessions.some(({ name }) => name === "chosen"));
  await context.close();
});

test("axe finds nothing and nothing is wider than the window, light and dark, at 390 and 1440 px", async () => {
  await create("[fail: the paint ran out]", "axe");
  await create("a completed one", "axe");
  await api("/_control/clock", { step_ms: 5000 }, "axe");
  await create("a queued one", "axe");
  await api("/_control/faults", { id: "by-test", route: "credits", answer: { kind: "hang" } }, "axe");
  await api("/_control/faults", { id: "panel-3", route: "create", answer: { kind: "business", code: 1104 } }, "axe");
  for (const width of [390, 1440]) {
    const { page, context } = await openPanel("axe", { viewport: { width, height: 900 }, bypassCSP: true });
    await text(page, "#journal", /createBySourcePrompt/);
    assert.ok(await page.getByRole("switch", { name: "Creates: no credits" }).isChecked());
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await accessibilityFaults(page), [], `${width} px, ${colorScheme}`);
    }
    const excess = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    assert.ok(excess <= 0, `${excess} px too wide at ${width}`);
    await page.keyboard.press("Tab");
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineWidth);
    assert.equal(outline, "3px", "the focus is visible");
    await context.close();
  }
});

test("programs get the list of routes as JSON from the same address", async () => {
  const answer = await (await api("/_control/")).json();
  assert.ok(answer["GET|POST /_control/clock"]);
});
