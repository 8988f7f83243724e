import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { simulatorControl } from "../../support/faults/simulator-control.mjs";
import { startFaultProxy } from "../../support/servers/fault-proxy.mjs";
import { openInstrumentedPage } from "../../support/leaks/page.mjs";
import { startStack } from "../../support/servers/stack.mjs";

const waitsPerRound = 250;
const rounds = 4;
/** A wait that was kept would keep its signal, its options and several promises: more than this together. */
const bytesPerWait = 100;
/** How the waits overlap decides how much memory the module takes for a moment, a page of it more or less. */
const wasmPageBytes = 65_536;
/** A client may have one look or one stream under way, whatever went before. */
const underWay = 5;

/** What there is more of than there was. */
function grown(earlier, later) {
  const limits = { heapBytes: bytesPerWait * waitsPerRound * rounds, wasmBytes: wasmPageBytes };
  return Object.keys(later)
    .filter((what) => later[what] - earlier[what] > (limits[what] ?? underWay))
    .map((what) => `${what}: ${earlier[what]}, then ${later[what]}`);
}

let stage, proxy, stack;
before(async () => {
  stage = await startStage();
  proxy = await startFaultProxy({ page: stage.page });
  stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--control", "--stopped"],
    origins: [proxy.url],
    gatewayEnvironment: {
      AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE: "1000000",
      AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE: "1000000",
    },
  });
  proxy.setTarget(stack.gateway.url);
});
after(async () => {
  await stack?.stop();
  proxy?.stop();
  await stage?.stop();
});

/** Starts waits for a job that does not end and ends them: at once, once they have looked, and by a shared signal's timeout. */
const roundOfWaits = async ([request, count]) => {
  globalThis.leaky ??= await (async () => {
    const client = sdk.createClient({});
    return { client, job: await client.createImageToVideo(request), shared: new AbortController() };
  })();
  const { client, job, shared } = leaky;
  const endings = {};
  const one = async (index) => {
    const { signal } = new AbortController();
    const controller = new AbortController();
    const options = { pollIntervalMs: 5, signal: controller.signal };
    const looked = new Promise((resolve) => (options.onUpdate = resolve));
    if (index % 5 === 0) controller.abort("mine");
    if (index % 5 === 1) queueMicrotask(() => controller.abort("mine"));
    if (index % 5 === 2) looked.then(() => controller.abort("mine"));
    if (index % 5 === 3) Object.assign(options, { signal: shared.signal, timeoutMs: 20 });
    if (index % 5 !== 4) return client.waitForVideo(job, options);
    for await (const _ of client.watchImageToVideo([job, job], { pollIntervalMs: 5, signal })) throw "left";
  };
  await Promise.all(
    Array.from({ length: count }, (_, index) =>
      one(index).catch((error) => {
        const ending = error.code ?? error;
        endings[ending] = (endings[ending] ?? 0) + 1;
      }),
    ),
  );
  return endings;
};

test("a thousand waits started and ended leave no timer, listener, stream, promise or memory behind", async () => {
  const { page, takeStock } = await openInstrumentedPage(stage.context, proxy.url);
  const request = { image_url: stage.pictureUrl, prompt: "leaks" };
  const play = () => page.evaluate(roundOfWaits, [request, waitsPerRound]);
  // The first rounds load what is loaded on demand and have the engine compile what runs often.
  for (let round = 0; round < 3; round += 1) await play();
  const earlier = await takeStock();
  for (let round = 0; round < rounds; round += 1) {
    const fifth = waitsPerRound / 5;
    assert.deepEqual(await play(), { mine: 3 * fifth, timeout: fifth, left: fifth });
  }
  // What the browser and the client's one stream still have to finish is given the time that a few more looks take.
  let later = await takeStock();
  for (let look = 0; look < 10 && grown(earlier, later).length > 0; look += 1) later = await takeStock();
  assert.deepEqual(grown(earlier, later), []);
  await page.close();
});

test("a callback that throws stops neither its own wait nor the others, and is told to the console", async () => {
  const { page } = await openInstrumentedPage(stage.context, proxy.url);
  const messages = [];
  const faults = [];
  page.on("console", (message) => messages.push(message.text()));
  page.on("pageerror", (error) => faults.push(String(error)));
  const waits = page.evaluate(
    async (request) => {
      const client = sdk.createClient({});
      const jobs = await Promise.all([client.createImageToVideo(request), client.createImageToVideo(request)]);
      const seen = [];
      const onUpdates = [
        () => {
          throw new Error("a fault of the page's own");
        },
        ({ status }) => seen.push(status),
      ];
      const ended = jobs.map((job, index) =>
        client.waitForVideo(job, { pollIntervalMs: 20, onUpdate: onUpdates[index] }),
      );
      return { statuses: (await Promise.all(ended)).map(({ status }) => status), seen };
    },
    { image_url: stage.pictureUrl, prompt: "a callback throws" },
  );
  await proxy.until((seen) => seen.some(({ route }) => route === "results"));
  await simulatorControl(stack.simulator.url).runClock();
  const { statuses, seen } = await waits;
  assert.deepEqual(statuses, ["completed", "completed"]);
  assert.equal(seen.at(-1), "completed");
  assert.ok(
    messages.some((text) => text.includes("a fault of the page's own")),
    messages.join("\n"),
  );
  assert.deepEqual(faults, []);
  await page.close();
});
