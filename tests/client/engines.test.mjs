import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chosenEngines } from "../../scripts/setup/browsers/engines.mjs";
import { builtPageDirectory } from "../../scripts/shared/paths.mjs";
import { startEngine } from "../support/browser/engine.mjs";
import { picture } from "../support/picture.mjs";
import { startStack } from "../support/servers/stack.mjs";

/** Above the limits of the single steps, which say more. */
const testLimitMs = 240_000;
const rows = [];
let stack, folder, pictureFile;

before(async () => {
  stack = await startStack({ pageDirectory: builtPageDirectory });
  folder = await mkdtemp(join(tmpdir(), "akool-engines-"));
  pictureFile = join(folder, "slope.png");
  await writeFile(pictureFile, picture());
});
after(async () => {
  await stack?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
  printTable();
});

for (const name of chosenEngines()) {
  test(`${name}: a visitor picks a file, creates a video, watches it play, and saves it`, {
    timeout: testLimitMs,
  }, async () => {
    const row = { title: name, works: false };
    rows.push(row);
    const engine = await startEngine(name);
    row.title = engine.title;
    try {
      const page = await engine.open();
      row.version = page.version;
      await doMainJob(page, engine.downloads);
      await page.close();
      row.works = true;
    } catch (error) {
      throw new Error(`${error.message}\n${engine.output()}`, { cause: error });
    } finally {
      await engine.stop();
    }
  });
}

async function doMainJob(page, downloads) {
  await page.goto(stack.gateway.url);
  await page.type("#image-file", pictureFile);
  await page.type("#prompt", "zoom in slowly");
  await page.click("#create:not([disabled])");
  await page.find('#stage[data-state="completed"]');

  const address = await page.waitFor(() => {
    const isPlaying = ({ currentTime, videoWidth }) => currentTime > 0.3 && videoWidth > 0;
    return [...document.querySelectorAll("video")].find(isPlaying)?.currentSrc;
  });

  await page.click("#download");
  const served = Buffer.from(await (await fetch(address)).arrayBuffer());
  assert.equal(served.toString("latin1", 4, 8), "ftyp");
  const saved = await savedVideo(downloads, served.length);
  assert.ok(saved.equals(served), `${saved.length} bytes saved, ${served.length} served`);
}

/** The video in a folder once it is all there; engines write to it, or beside it, for a while. */
async function savedVideo(downloads, length) {
  const signal = AbortSignal.timeout(30_000);
  for (;;) {
    const [name] = (await readdir(downloads)).filter((name) => name.endsWith(".mp4"));
    const bytes = name ? await readFile(join(downloads, name)) : Buffer.alloc(0);
    if (bytes.length >= length || signal.aborted) return bytes;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** As it stands in docs/compatibility.md. */
function printTable() {
  console.log("| engine | version | the demo page: pick, create, watch, save |\n|---|---|---|");
  for (const { title, version, works } of rows) console.log(`| ${title} | ${version} | ${works ? "works" : "fails"} |`);
}
