import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import {
  chooseSample,
  create,
  startDemo,
  waitForSilence,
  waitForStatus,
  waitForText,
} from "../support/browser/demo-page.mjs";
import { picture } from "../support/picture.mjs";

let demo;
before(async () => {
  demo = await startDemo();
});
after(() => demo?.stop());

/** Has the page think that a file was pasted, or dropped on it. */
async function bring(page, how, name) {
  await page.evaluate(
    ([kind, fileName, bytes]) => {
      const carried = new DataTransfer();
      carried.items.add(new File([new Uint8Array(bytes)], fileName, { type: "image/png" }));
      const options = { bubbles: true, cancelable: true };
      const event =
        kind === "paste"
          ? new ClipboardEvent("paste", { ...options, clipboardData: carried })
          : new DragEvent("drop", { ...options, dataTransfer: carried });
      document.body.dispatchEvent(event);
    },
    [how, name, [...picture()]],
  );
  await waitForPicture(page, name);
}

/** Waits until this picture is on the screen. */
async function waitForPicture(page, name) {
  await page.waitForFunction(
    (wanted) => document.querySelector("#still").getAttribute("aria-label")?.includes(wanted),
    name,
  );
}

test("nothing is called wrong before it was touched", async () => {
  const { page, context } = await demo.open();
  assert.equal(await page.locator(".issue:visible").count(), 0);
  await page.focus("#prompt");
  await page.focus("#resolution");
  assert.equal(await page.locator(".issue:visible").count(), 0);
  await context.close();
});

test("the button shows everything that is wrong at its field and goes to the first", async () => {
  const { page, context } = await demo.open();
  await page.click("#create");
  await waitForText(page, "#image-issue", /Choose a picture/);
  await waitForText(page, "#prompt-issue", /few words/);
  await waitForText(page, "#form-issue", /2 things/);
  for (const field of ["#image-file", "#image-url", "#prompt"])
    assert.equal(await page.getAttribute(field, "aria-invalid"), "true", field);
  assert.equal(await page.evaluate(() => document.activeElement.id), "image-file");
  assert.equal(await page.locator("#jobs li").count(), 0);

  await chooseSample(page, "balloon");
  await page.fill("#prompt", "rise");
  await waitForSilence(page, "#image-issue");
  await waitForSilence(page, "#prompt-issue");
  await waitForSilence(page, "#form-issue");
  assert.equal(await page.getAttribute("#prompt", "aria-invalid"), null);
  await context.close();
});

test("each issue is tied to its field for those who hear the page", async () => {
  const { page, context } = await demo.open();
  await page.selectOption("#audio-type", "2");
  const untied = await page.evaluate(() =>
    [...document.querySelectorAll("#request :is(input:not([name=effect]), textarea, select), #image-file, #image-url")]
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

test("text that is too long is said while it is typed, with its length, and taken back at once", async () => {
  const { page, context } = await demo.open();
  await page.fill("#prompt", "x".repeat(5001));
  await waitForText(page, "#prompt-issue", /5000.*5001/);
  await page.fill("#negative-prompt", "x".repeat(1001));
  await waitForText(page, "#negative-prompt-issue", /1000.*1001/);
  await page.fill("#prompt", "x".repeat(5000));
  await waitForSilence(page, "#prompt-issue");
  await context.close();
});

test("an address is judged when the person pauses, not at its first letter", async () => {
  const { page, context } = await demo.open();
  await page.fill("#image-url", "ftp://somewhere/x.png");
  await waitForText(page, "#image-issue", /web address/);
  await page.fill("#image-url", `${demo.stack.gateway.url}/samples/harbour.jpg`);
  await waitForSilence(page, "#image-issue");
  await page.waitForSelector("#still:not([hidden])");
  await context.close();
});

test("a picture comes by file, by paste and by drop, and a file that is none is refused", async () => {
  const { page, context, faults } = await demo.open();
  await page.setInputFiles("#image-file", {
    name: "broken.png",
    mimeType: "image/png",
    buffer: Buffer.from("no picture"),
  });
  await waitForText(page, "#image-issue", /not a picture/);
  await page.setInputFiles("#image-file", { name: "chosen.png", mimeType: "image/png", buffer: picture() });
  await waitForSilence(page, "#image-issue");
  await waitForPicture(page, "chosen.png");
  await bring(page, "paste", "pasted.png");
  await bring(page, "drop", "dropped.png");
  assert.deepEqual(faults, []);
  await context.close();
});

test("an effect needs no prompt, and says that the prompt is ignored", async () => {
  const { page, context } = await demo.open();
  await page.click("#create");
  await waitForText(page, "#prompt-issue", /few words/);
  await page.check("#effects label:nth-child(2) input");
  await waitForSilence(page, "#prompt-issue");
  await waitForText(page, "#prompt-hint", /ignores/);
  await page.check("#effects label:nth-child(1) input");
  await waitForText(page, "#prompt-issue", /few words/);
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

test("the estimate follows size and length, and the remaining credits fall by what a video cost", async () => {
  const { page, context } = await demo.open();
  await waitForText(page, "#estimated-credits", /^20$/);
  await page.selectOption("#resolution", "4k");
  await page.selectOption("#video-length", "10");
  await waitForText(page, "#estimated-credits", /^60$/);
  await waitForText(page, "#headline", /ten seconds/);
  await page.selectOption("#resolution", "720p");
  await page.selectOption("#video-length", "5");
  const remaining = async () => Number((await page.textContent("#remaining-credits")).replace(/\D/g, ""));
  await waitForText(page, "#remaining-credits", /[1-9]/);
  const before = await remaining();
  await chooseSample(page, "oranges");
  await create(page, "zoom in");
  await page.waitForFunction(
    (wanted) => Number(document.querySelector("#remaining-credits").textContent.replace(/\D/g, "")) === wanted,
    before - 20,
  );
  await context.close();
});

test("own sound asks for a file, uploads it, and ends up in the video", async () => {
  const { page, context } = await demo.open();
  await chooseSample(page, "oranges");
  await page.fill("#prompt", "pan left");
  assert.equal(await page.isVisible("#audio-file"), false);
  await page.selectOption("#audio-type", "2");
  await page.click("#create");
  await waitForText(page, "#audio-file-issue", /sound file/);
  await page.setInputFiles("#audio-file", {
    name: "notes.txt",
    mimeType: "text/plain",
    buffer: Buffer.from("la la la"),
  });
  await waitForText(page, "#audio-file-issue", /not a sound/);
  await page.setInputFiles("#audio-file", { name: "tone.wav", mimeType: "audio/wav", buffer: tone() });
  await waitForSilence(page, "#audio-file-issue");
  const sent = page.waitForRequest((request) => request.url().endsWith("/createBySourcePrompt"));
  const job = await create(page, "pan left");
  const { audio_type, audio_url } = (await sent).postDataJSON();
  assert.equal(audio_type, 2);
  assert.match(audio_url, new RegExp(`^${demo.stack.gateway.url}/files/`));
  await waitForStatus(page, "completed");
  assert.match(await job.innerText(), /own sound/);
  await context.close();
});

test("the request carries what the form says", async () => {
  const { page, context } = await demo.open();
  await chooseSample(page, "harbour");
  await page.fill("#negative-prompt", "rain");
  await page.selectOption("#resolution", "1080p");
  await page.selectOption("#video-length", "10");
  await page.selectOption("#audio-type", "1");
  await page.check("#premium");
  await page.click("#suggestions button:nth-child(2)");
  assert.equal(await page.inputValue("#prompt"), "pan left");
  const sent = page.waitForRequest((request) => request.url().endsWith("/createBySourcePrompt"));
  await create(page, await page.inputValue("#prompt"));
  const { image_url, ...rest } = (await sent).postDataJSON();
  assert.match(image_url, /\/files\//);
  assert.deepEqual(Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== "")), {
    prompt: "pan left",
    negative_prompt: "rain",
    resolution: "1080p",
    video_length: 10,
    audio_type: 1,
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
