import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { builtPageDirectory } from "../../scripts/shared/paths.mjs";
import { chosenEngines } from "../../scripts/setup/browsers/engines.mjs";
import { startEngine } from "../support/browser/engine.mjs";
import { simulatorControl } from "../support/faults/simulator-control.mjs";
import { quickSimulator, startStack } from "../support/servers/stack.mjs";

const sizes = [
  [1440, 900],
  [1024, 768],
  [390, 844],
];
let stack;
before(async () => {
  stack = await startStack({ pageDirectory: builtPageDirectory, simulatorFlags: [...quickSimulator, "--control"] });
});
after(() => stack?.stop());

/** Whether all these elements are wholly in the window, and nothing lies on them. Runs in the page. */
const areInView = (...selectors) =>
  selectors.every((selector) => {
    const element = document.querySelector(selector);
    const { top, bottom, left, right } = element.getBoundingClientRect();
    const isIn = top >= -0.5 && left >= -0.5 && bottom <= innerHeight + 0.5 && right <= innerWidth + 0.5;
    const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return isIn && bottom > top && (element.contains(hit) || hit?.contains(element));
  });

/** Which fields, once they have the focus, are out of the window or under something. Runs in the page. */
const obscured = () => {
  const fields = [...document.querySelectorAll("#request :is(textarea, select, input, button, summary), #image-url")];
  return fields
    .filter((field) => field.checkVisibility())
    .filter((field) => {
      field.focus();
      field.scrollIntoView({ block: "nearest", behavior: "instant" });
      const { top, bottom, left, right } = field.getBoundingClientRect();
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      return top < -0.5 || bottom > innerHeight + 0.5 || !(field.contains(hit) || hit?.contains(field));
    })
    .map(({ id, value }) => id || value);
};

const shapeOf = (selector) => {
  const { width, height } = document.querySelector(selector).getBoundingClientRect();
  const { naturalWidth, naturalHeight, videoWidth, videoHeight } = document.querySelector(selector);
  return Math.abs(width / height - (naturalWidth ?? videoWidth) / (naturalHeight ?? videoHeight));
};

for (const name of chosenEngines().filter((engine) => engine !== "webkit")) {
  test(`${name}: the whole way to the video is in view at every size, and no field is ever covered`, async () => {
    const { stopClock, runClock } = simulatorControl(stack.simulator.url);
    const engine = await startEngine(name);
    const page = await engine.open({ isResizable: true });
    try {
      for (const [width, height] of sizes) {
        const at = `${width} × ${height}`;
        const isInView = async (state, ...selectors) => {
          // The page may be scrolling there.
          await page.waitFor((state) => document.querySelector("#stage").dataset.state === state, state);
          await page.waitFor(areInView, ...selectors);
        };
        await page.goto("about:blank");
        await page.resize(width, height);
        await page.goto(stack.gateway.url);
        await page.find("#effects label:nth-child(3)");
        await page.evaluate(() => window.scrollTo(0, 0));
        const first = ["#headline", ".invitation", "[data-sample=harbour]", "label[for=image-file]", "#image-url"];
        await isInView("empty", ...first, ...(width > 820 ? ["#create", "#show-code"] : []));

        await page.click('[data-sample="oranges"]');
        await isInView("picture", "#screen", "#remove-picture");
        assert.ok((await page.evaluate(shapeOf, "#still")) < 0.01, `no bars beside the picture at ${at}`);
        assert.deepEqual(await page.evaluate(obscured), [], `fields in sight at ${at}`);

        await stopClock();
        await page.click("#create");
        await isInView("queueing", "#screen", "#status", "#detail", "#progress");
        await runClock();
        await isInView("completed", "#video", "#status", "#download");
        assert.ok((await page.evaluate(shapeOf, "#video")) < 0.01, `no bars beside the video at ${at}`);

        await page.evaluate(() => {
          document.querySelector("#prompt").value = "[fail: the paint ran out]";
          document.querySelector("#prompt").dispatchEvent(new Event("input", { bubbles: true }));
          document.querySelector("#create").scrollIntoView();
        });
        await page.click("#create");
        await isInView("failed", "#screen", "#status", "#trouble", "#dismiss");

        await page.evaluate(() => document.querySelector("#jobs li:nth-child(2) [data-action=view]").click());
        await isInView("completed", "#video", "#download");
        if (width === 390)
          assert.equal(
            await page.evaluate(
              () => getComputedStyle(document.querySelector("#jobs")).gridTemplateColumns.split(" ").length,
            ),
            2,
          );
        await page.evaluate(() => {
          localStorage.clear();
          indexedDB.deleteDatabase("image-to-video");
        });
      }
    } finally {
      await page.close();
      await engine.stop();
    }
  });
}
