import assert from "node:assert/strict";
import { createServer } from "node:http";
import { once } from "node:events";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { chosenEngines } from "../../scripts/setup/browsers/engines.mjs";
import { builtProgram, root } from "../../scripts/shared/paths.mjs";
import { startSimulator } from "../../scripts/run/server.mjs";
import { startEngine } from "../support/browser/engine.mjs";
import { picture } from "../support/picture.mjs";
import { tone } from "../support/sound.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const apiKey = "0123456789abcdef0123456789abcdef";
const frameSeconds = 1 / 30;

const videos = [
  { name: "a camera move with sound made for it", request: { prompt: "fast pan left", audio_type: 1 } },
  { name: "a sound file", request: { prompt: "zoom in", audio_type: 2, audio_url: "sound.wav" } },
  { name: "an effect with a silent track", request: { effect_code: "squish_89244231312", audio_type: 3 } },
];

const cleanUp = [];
let playerUrl;
const made = new Map();

before(async () => {
  const files = createServer((request, response) => response.end(request.url === "/sound.wav" ? tone() : picture()));
  files.listen(0, "127.0.0.1");
  await once(files, "listening");
  cleanUp.push(() => files.close());
  const origin = `http://127.0.0.1:${files.address().port}`;

  const flags = ["--speed", "20", "--control"];
  const simulator = await startSimulator(builtProgram("akool-simulator"), { apiKey, flags, log: () => {} });
  cleanUp.push(simulator.stop);
  for (const { name, request } of videos) made.set(name, await create(simulator.url, origin, request));

  const site = await serveFolder(join(root, "tests/servers/playback"));
  cleanUp.push(site.stop);
  playerUrl = site.url;
});

after(async () => {
  for (const action of cleanUp.reverse()) await action();
});

for (const name of chosenEngines()) {
  test(`every kind of video plays to its end in ${name}`, async (context) => {
    const engine = await startEngine(name);
    let page;
    context.after(async () => {
      await page?.close();
      await engine.stop();
    });
    page = await engine.open();
    await page.goto(`${playerUrl}/`);
    for (const { name: what } of videos) {
      assertPlayed(await playOften(page, made.get(what)), what);
    }
  });
}

/** Plays a video until three of its frames were seen: a busy machine drops most of them, and may drop all but one. */
async function playOften(page, url) {
  let times = [];
  for (let plays = 1; ; plays += 1) {
    const seen = await page.evaluate((address) => globalThis.playVideo(address), url);
    times = [...new Set([...times, ...seen.times])];
    if (times.length >= 3 || plays === 5) return { ...seen, times };
  }
}

function assertPlayed(seen, what) {
  const near = (found, wanted) => Math.abs(found - wanted) <= frameSeconds + 1e-3;
  assert.ok(near(seen.duration, 5), `${what}: ${seen.duration} s long`);
  assert.ok(near(seen.endTime, seen.duration), `${what}: ended at ${seen.endTime} of ${seen.duration} s`);
  // The short side as asked for, the picture's aspect.
  assert.deepEqual([seen.width, seen.height], [1080, 720], what);
  // Firefox tells of one or the other too early.
  assert.ok(seen.times.length >= 3, `${what}: these frames were shown: ${seen.times}`);
  assert.ok(seen.hasSound, `${what}: it has a sound track`);
  assert.ok(seen.brightness > 20, `${what}: a picture and not black, ${seen.brightness}`);
  assert.ok(seen.firstToMiddle > 1, `${what}: the middle differs from the beginning by ${seen.firstToMiddle}`);
}

/** Makes a video and waits until it is done; the picture and the sound come from `origin`. */
async function create(url, origin, { audio_url, ...request }) {
  const call = async (path, body) => {
    const options = { method: "POST", headers: { "x-api-key": apiKey }, body: JSON.stringify(body) };
    return (await fetch(`${url}${path}`, options)).json();
  };
  const { data } = await call("/api/open/v4/image2Video/createBySourcePrompt", {
    image_url: `${origin}/picture.png`,
    ...(audio_url && { audio_url: `${origin}/${audio_url}` }),
    ...request,
  });
  await call("/_control/clock", { step_ms: 10_000 });
  const { data: found } = await call("/api/open/v4/image2Video/resultsByIds", { _ids: data._id });
  assert.equal(found.result[0].status, 3, JSON.stringify(found.result[0]));
  return found.result[0].video_url;
}
