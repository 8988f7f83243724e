import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { startSimulator } from "../run/server.mjs";
import { builtProgram, root, targetDirectory } from "../shared/paths.mjs";

const sizes = [
  { width: 1440, height: 1000 },
  { width: 390, height: 844 },
];
const readmePicture = join(root, "crates/simulator/panel.jpg");
const apiKey = "0123456789abcdef0123456789abcdef";

/** The simulator's control panel with jobs in every state, at two sizes, light and dark; one of them is in its README. */
export async function capturePanel(browser) {
  const folder = join(targetDirectory, "screenshots");
  await mkdir(folder, { recursive: true });
  const flags = ["--stopped", "--control", "--start-ms", "1795521600000", "--seed", "1"];
  const simulator = await startSimulator(builtProgram("akool-simulator"), { apiKey, flags, log: () => {} });
  try {
    await fillPanel(simulator.url);
    for (const viewport of sizes) {
      for (const colorScheme of ["light", "dark"]) {
        const context = await browser.newContext({ viewport, colorScheme, reducedMotion: "reduce" });
        const page = await context.newPage();
        await page.goto(`${simulator.url}/_control/`);
        await page.waitForFunction(() => document.querySelectorAll("#jobs > li").length === 4);
        await page.waitForFunction(() => document.querySelector("#jobs video").readyState > 0);
        // The player's own sign of loading fades away.
        await page.waitForLoadState("networkidle");
        const path = join(folder, `panel-${viewport.width}-${colorScheme}.jpg`);
        const isReadme = viewport.width === 1440 && colorScheme === "light";
        for (const file of isReadme ? [path, readmePicture] : [path]) {
          await page.screenshot({ path: file, fullPage: viewport.width === 390, type: "jpeg", quality: 80 });
          console.log(file);
        }
        await context.close();
      }
    }
  } finally {
    await simulator.stop();
  }
}

async function fillPanel(url) {
  const post = (path, body) =>
    fetch(`${url}${path}`, { method: "POST", headers: { "x-api-key": apiKey }, body: JSON.stringify(body) });
  const create = (fields) =>
    post("/api/open/v4/image2Video/createBySourcePrompt", {
      image_url: `${url}/media/effects/Squish.png`,
      video_length: 5,
      ...fields,
    });
  const step = (milliseconds) => post("/_control/clock", { step_ms: milliseconds });
  await create({ prompt: "The flower opens its petals, slow zoom in" });
  await create({ prompt: "Pan to the left [fail: no face found]" });
  await step(5000);
  await post("/_control/plans", { queue_ms: 0, processing_ms: 60000 });
  await create({ prompt: "Orbit around the flower", resolution: "1080p" });
  await step(1000);
  await create({ effect_code: "squish_89244231312", prompt: "" });
  await post("/_control/faults", {
    id: "panel-4",
    route: "results",
    count: 0,
    answer: { kind: "business", code: 1005 },
  });
  await post("/_control/faults", { id: "checkout-test", route: "create", skip: 5, answer: { kind: "close" } });
  await post("/api/open/v4/image2Video/resultsByIds", { _ids: "6a19b3f0c1d2e3f405060708" });
  await post("/_control/sessions", { name: "checkout" });
}
