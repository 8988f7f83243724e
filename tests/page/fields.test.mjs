import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  chooseSample,
  create,
  startDemo,
  waitForSilence,
  waitForState,
  waitForText,
} from "../support/browser/demo-page.mjs";
import { picture } from "../support/picture.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** Has the page think that a file, or an address, was pasted or dropped on it. */
async function bring(page, how, name, isAddress = false) {
  await page.evaluate(
    ([kind, name, bytes]) => {
      const carried = new DataTransfer();
      if (bytes) carried.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
      else carried.setData("text/plain", name);
      const options = { bubbles: true, cancelable: true };
      const event =
        kind === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: carried })
          : new DragEvent("drop", { ...options, dataTransfer: carried });
      document.body.dispatchEvent(event);
    },
    [how, name, isAddress ? undefined : [...picture()]],
  );
  await waitForPicture(page, name);
}

/** Waits until this picture is on the screen. */
async function waitForPicture(page, name) {
  await page.waitForFunction(
    (wanted) =>
      document.querySelector("#still").checkVisibility() && document.querySelector("#still").alt.includes(wanted),
    name,
  );
}

test("nothing is called wrong before it is sent, however one tabs and types", async () => {
  const { page, context } = await demo.open();
  for (const field of ["#image-url", "#prompt", "#resolution", "#create"]) await page.focus(field);
  await page.fill("#prompt", "x".repeat(5001));
  await page.fill("#image-url", "ftp://somewhere/x.png");
  await page.focus("#create");
  assert.equal(await page.locator(".issue:visible").count(), 0);
  await page.click("#create");
  await waitForText(page, "#prompt-issue", /5000.*5001/);
  await waitForText(page, "#image-issue", /http:\/\//);
  await page.fill("#prompt", "x".repeat(5000));
  await waitForSilence(page, "#prompt-issue");
  await waitForText(page, "#form-issue", /^Fix the highlighted field$/);
  await context.close();
});

test("the button shows everything that is wrong at its field and goes to the first", async () => {
  const { page, context } = await demo.open();
  await page.click("#create");
  await waitForText(page, "#image-issue", /Pick a sample or add your own image/);
  await waitForText(page, "#prompt-issue", /Describe what should happen/);
  await waitForText(page, "#form-issue", /^Fix the 2 highlighted fields$/);
  for (const field of ["#image-file", "#image-url", "#prompt"])
    assert.equal(await page.getAttribute(field, "aria-invalid"), "true", field);
  assert.equal(await page.evaluate(() => document.activeElement.id), "image-file");
  await chooseSample(page, "balloon");
  await page.fill("#prompt", "rise");
  await waitForSilence(page, "#image-issue");
  await waitForSilence(page, "#prompt-issue");
  await waitForSilence(page, "#form-issue");
  assert.equal(await page.getAttribute("#prompt", "aria-invalid"), null);
  await context.close();
});

test("where texts can't be loaded, the package's own words and the English page do", async () => {
  const { page, context } = await demo.open();
  await page.route(/\/(en-later|translation)-/, (route) => route.abort());
  await page.click("#create");
  await waitForText(page, "#image-issue", /image_url/);
  assert.equal(await page.getAttribute("#image-issue", "lang"), "en");
  assert.equal(await page.evaluate(() => document.activeElement.id), "image-file");
  await page.goto(`${demo.stack.gateway.url}/?lang=de`);
  await waitForText(page, "#create", /^Create · 20 credits$/);
  await context.close();
});

test("on a phone the first field at fault comes into view with room around it", async () => {
  const { page, context } = await demo.open({ viewport: { width: 390, height: 844 } });
  await page.click("#create");
  await waitForText(page, "#image-issue", /Pick a sample/);
  await page.waitForFunction(() => {
    const { top, bottom } = document.querySelector("#sources").getBoundingClientRect();
    return top >= 10 && bottom <= innerHeight;
  });
  await context.close();
});

test("each issue is tied to its field for those who hear the page", async () => {
  const { page, context } = await demo.open();
  await page.selectOption("#audio-type", "2");
  const untied = await page.evaluate(() =>
    [
      ...document.querySelectorAll(
        "#request :is(input:not([name=effect_code]), textarea, select), #image-file, #image-url",
      ),
    ]
      .filter(
        (field) =>
          !(field.getAttribute("aria-describedby") ?? "")
            .split(" ")
            .some((id) => id.endsWith("-issue") && document.getElementById(id)),
      )
      .map(({ id }) => id),
  );
  assert.deepEqual(untied, []);
  await context.close();
});

test("a picture comes by file, paste, drop and address, can be removed, and a file that is none is refused", async () => {
  const { page, context, faults } = await demo.open();
  await page.setInputFiles("#image-file", {
    name: "broken.png",
    mimeType: "image/png",
    buffer: Buffer.from("no picture"),
  });
  await waitForText(page, "#image-issue", /can’t read the file/);
  await page.setInputFiles("#image-file", { name: "chosen.png", mimeType: "image/png", buffer: picture() });
  await waitForSilence(page, "#image-issue");
  await waitForPicture(page, "chosen.png");
  await bring(page, "paste", "pasted.png");
  await bring(page, "drop", "dropped.png");
  for (const how of ["paste", "drop"])
    await bring(page, how, `${demo.stack.gateway.url}/samples/harbour.jpg?${how}`, true);
  await page.click("#remove-picture");
  await waitForState(page, "empty");
  assert.equal(await page.inputValue("#image-url"), "");
  assert.deepEqual(faults, []);
  await context.close();
});

test("what is wrong with a file is not said of the image that was chosen after it", async () => {
  const { page, context } = await demo.open();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  const laterTexts = "**/en-later-*.js";
  await page.route(laterTexts, async (route) => {
    await released;
    await route.continue();
  });
  const asked = page.waitForRequest(laterTexts);
  await page.setInputFiles("#image-file", {
    name: "broken.png",
    mimeType: "image/png",
    buffer: Buffer.from("no picture"),
  });
  const texts = (await asked).url();
  await page.setInputFiles("#image-file", { name: "chosen.png", mimeType: "image/png", buffer: picture() });
  await waitForPicture(page, "chosen.png");
  release();
  // What waited for the texts goes on before this does.
  await page.evaluate((url) => import(url), texts);
  await waitForSilence(page, "#image-issue");
  await waitForPicture(page, "chosen.png");
  await context.close();
});

test("a file that was chosen while the scripts were loading is taken, and nothing can be sent before", async () => {
  const { page, context } = await demo.open();
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/assets/index-*.js", async (route) => {
    await released;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await page.setInputFiles("#image-file", { name: "early.png", mimeType: "image/png", buffer: picture() });
  assert.equal(await page.isDisabled("#create"), true);
  release();
  await waitForPicture(page, "early.png");
  assert.equal(await page.isDisabled("#create"), false);
  await context.close();
});

test("the form goes from the prompt to the price, with the effects in one row that scrolls", async () => {
  const { page, context } = await demo.open();
  const order = ["#prompt", "#resolution", "#effects", "#more", "#create"];
  const tops = await page.evaluate(
    (selectors) => selectors.map((selector) => document.querySelector(selector).getBoundingClientRect().top),
    order,
  );
  assert.deepEqual(
    tops,
    [...tops].sort((one, other) => one - other),
  );
  const row = await page.evaluate(() => {
    const tiles = [...document.querySelectorAll("#effects label")].map((tile) => tile.getBoundingClientRect().top);
    const { scrollWidth, clientWidth } = document.querySelector("#effects");
    return { rows: new Set(tiles).size, doesScroll: scrollWidth > clientWidth };
  });
  assert.deepEqual(row, { rows: 1, doesScroll: true });
  assert.equal(await page.isVisible("#negative-prompt"), false);
  await context.close();
});

test("an effect needs no prompt, and says that the prompt is ignored", async () => {
  const { page, context } = await demo.open();
  await page.click("#create");
  await waitForText(page, "#prompt-issue", /Describe what should happen/);
  await page.check("#effects label:nth-child(2) input");
  await waitForSilence(page, "#prompt-issue");
  await waitForText(page, "#prompt-hint", /ignores/);
  await page.check("#effects label:nth-child(1) input");
  await waitForSilence(page, "#prompt-hint");
  await context.close();
});

test("an effect plays its preview under the pointer, unless the person prefers stillness", async () => {
  for (const [reducedMotion, expected] of [
    ["no-preference", 1],
    ["reduce", 0],
  ]) {
    const { page, context } = await demo.open({ reducedMotion });
    await page.hover("#effects label:nth-child(2)");
    assert.equal(await page.locator("#effects video").count(), expected, reducedMotion);
    await page.hover("#create");
    assert.equal(await page.locator("#effects video").count(), 0);
    await context.close();
  }
});

test("the button carries the price, and what is left falls by what a video cost", async () => {
  const { page, context } = await demo.open();
  await waitForText(page, "#create", /^Create · 20 credits$/);
  await page.selectOption("#resolution", "4k");
  await page.selectOption("#video-length", "10");
  await waitForText(page, "#create", /^Create · 60 credits$/);
  await waitForText(page, "#headline", /ten seconds/);
  await page.selectOption("#resolution", "720p");
  await page.selectOption("#video-length", "5");
  await waitForText(page, "#credits", /[1-9].* credits left/);
  const before = Number((await page.textContent("#credits")).replace(/\D/g, ""));
  await chooseSample(page, "oranges");
  await create(page, "zoom in");
  await page.waitForFunction(
    (wanted) => Number(document.querySelector("#credits").textContent.replace(/\D/g, "")) === wanted,
    before - 20,
  );
  await context.close();
});

test("the button says when the credits do not suffice", async () => {
  const { page, context } = await demo.open();
  await page.route("**/quota/info", (route) =>
    route.fulfill({ json: { code: 1000, msg: "OK", data: { credit: 12 } } }),
  );
  await page.reload();
  await waitForText(page, "#create", /^Not enough credits$/);
  await waitForText(page, "#credits", /costs 20 credits.*12 credits left/);
  await context.close();
});

test("own sound asks for a file, uploads it, and ends up in the video", async () => {
  const { page, context } = await demo.open();
  await chooseSample(page, "oranges");
  await page.fill("#prompt", "pan left");
  assert.equal(await page.isVisible("#audio-file"), false);
  await page.selectOption("#audio-type", "2");
  await page.click("#create");
  await waitForText(page, "#audio-file-issue", /Choose a sound file/);
  await page.setInputFiles("#audio-file", { name: "tone.wav", mimeType: "audio/wav", buffer: tone() });
  await waitForSilence(page, "#audio-file-issue");
  const sent = page.waitForRequest((request) => request.url().endsWith("/createBySourcePrompt"));
  await create(page, "pan left");
  const { audio_type, audio_url } = (await sent).postDataJSON();
  assert.equal(audio_type, 2);
  assert.match(audio_url, new RegExp(`^${demo.stack.gateway.url}/files/`));
  await waitForState(page, "completed");
  await context.close();
});

test("the request carries what the form says", async () => {
  const { page, context } = await demo.open();
  await chooseSample(page, "harbour");
  await page.click("#more summary");
  await page.fill("#negative-prompt", "rain");
  await page.check("#extend-prompt");
  await page.selectOption("#resolution", "1080p");
  await page.selectOption("#video-length", "10");
  await page.selectOption("#audio-type", "1");
  await page.check("#premium");
  const sent = page.waitForRequest((request) => request.url().endsWith("/createBySourcePrompt"));
  await create(page, "pan left");
  const { image_url, ...rest } = (await sent).postDataJSON();
  assert.match(image_url, /\/files\//);
  assert.deepEqual(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== "")), {
    prompt: "pan left",
    negative_prompt: "rain",
    resolution: "1080p",
    video_length: 10,
    audio_type: 1,
    extend_prompt: true,
    is_premium_model: true,
  });
  await context.close();
});

/** A second of sound as a WAV file. */
function tone() {
  const rate = 8000;
  const file = Buffer.alloc(44 + rate * 2);
  file.write("RIFF", 0, "latin1");
  file.writeUInt32LE(36 + rate * 2, 4);
  file.write("WAVEfmt ", 8, "latin1");
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(rate, 24);
  file.writeUInt32LE(rate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write("data", 36, "latin1");
  file.writeUInt32LE(rate * 2, 40);
  for (let index = 0; index < rate; index += 1) file.writeInt16LE(Math.sin(index / 4) * 12000, 44 + index * 2);
  return file;
}
