import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { startStage } from "../../support/faults/stage.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** Makes a page's time run twenty times as fast: pauses of a minute are then over in a moment. */
const hurry = (page) =>
  page.evaluate(() => {
    const { setTimeout } = globalThis;
    for (const clock of [Date, performance]) {
      const now = clock.now.bind(clock);
      const beganMs = now();
      clock.now = () => beganMs + (now() - beganMs) * 20;
    }
    globalThis.setTimeout = (task, ms = 0, ...rest) => setTimeout(task, ms / 20, ...rest);
  });

/** A gateway as far as waiting for job 1 takes one; `answerEvents` answers those who want its events. */
async function startGateway(t, answerEvents) {
  const state = { status: 2, asked: 0, open: 0, mostOpen: 0 };
  const server = createServer((request, response) => {
    response.setHeader("access-control-allow-origin", "*");
    response.setHeader("access-control-allow-headers", "authorization, content-type");
    if (request.method === "OPTIONS") return response.end();
    const json = (body) => response.setHeader("content-type", "application/json").end(JSON.stringify(body));
    if (request.url === "/token") return json({ access_token: "t", expires_in: 600 });
    if (!request.url.endsWith("/events")) {
      const record = { _id: "1", status: state.status, video_url: "https://videos.example/1.mp4" };
      return json({ code: 1000, data: { result: [record] } });
    }
    state.asked += 1;
    state.open += 1;
    state.mostOpen = Math.max(state.mostOpen, state.open);
    response.on("close", () => (state.open -= 1));
    answerEvents(response, state.asked);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  state.url = `http://127.0.0.1:${server.address().port}`;
  state.until = async (isEnough) => {
    while (!isEnough(state)) await new Promise((resolve) => setTimeout(resolve, 20));
  };
  return state;
}

/** Waits for job 1 and tells when the page's clock said that it asked for events. */
const wait = (page, baseUrl) =>
  page.evaluate(async (url) => {
    globalThis.askedAtMs = [];
    const spy = (sent) => {
      if (sent.url.endsWith("/events")) askedAtMs.push(performance.now());
      return fetch(sent);
    };
    const client = sdk.createClient({ baseUrl: url, fetch: spy, tabs: false });
    return (await client.waitForVideo("1")).status;
  }, baseUrl);

const answers = {
  "a 404": (response) => response.writeHead(404).end(),
  "a 403": (response) =>
    response.writeHead(403, { "content-type": "application/json" }).end('{"code": 1007, "msg": "no"}'),
  "a page": (response) => response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html>"),
  "a 500": (response) => response.writeHead(500).end(),
  "a 503": (response) => response.writeHead(503).end(),
};

const stream = (response, ...lines) => {
  response.writeHead(200, { "content-type": "text/event-stream" });
  for (const line of lines) response.write(`${line}\n\n`);
};
const snapshot = (status) =>
  `data: ${JSON.stringify({ result: [{ _id: "1", status, video_url: "https://videos.example/1.mp4" }] })}`;

for (const [name, answer] of Object.entries(answers)) {
  test(`${name} to the first who want events does not switch them off: they are asked for again`, limit, async (t) => {
    const { openPage } = await startPageServers(t, stage);
    const page = await openPage();
    await hurry(page);
    const gateway = await startGateway(t, (response, asked) =>
      asked < 3 ? answer(response) : stream(response, snapshot(3)),
    );
    assert.equal(await wait(page, gateway.url), "completed");
    assert.equal(gateway.asked, 3);
  });
}

test("the pauses between streams that fail grow, and end at a minute", limit, async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  await hurry(page);
  const gateway = await startGateway(t, (response, asked) =>
    asked < 6 ? response.writeHead(404).end() : stream(response, snapshot(3)),
  );
  await wait(page, gateway.url);
  const askedAtMs = await page.evaluate(() => askedAtMs);
  const pauses = askedAtMs.slice(1).map((at, index) => at - askedAtMs[index]);
  // A timer fires later than it was set for, and at that rate one rounded millisecond too early is twenty.
  [10_000, 20_000, 40_000, 60_000, 60_000].forEach((pause, index) =>
    assert.ok(pauses[index] > pause - 100, `${pauses}`),
  );
});

test("what is not as it should be in a stream ends the stream, and no connection stays open", limit, async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  await hurry(page);
  const wrong = ["data: {oops", "data: null", 'data: {"result": 5}', "data: <html>", "data:"];
  const gateway = await startGateway(t, (response, asked) =>
    stream(response, asked > wrong.length ? snapshot(3) : wrong[asked - 1]),
  );
  assert.equal(await wait(page, gateway.url), "completed");
  assert.equal(gateway.asked, wrong.length + 1);
  assert.equal(gateway.mostOpen, 1);
  await gateway.until(({ open }) => open === 0);
});

test("a stream that a replaced fetch made is cancelled, too", limit, async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  await hurry(page);
  const gateway = await startGateway(t, () => {});
  const seen = await page.evaluate(async (url) => {
    const streams = { begun: 0, cancelled: 0 };
    const bodies = [
      "data: {oops\n\n",
      'data: {"result": [{"_id": "1", "status": 3, "video_url": "https://v.example/1.mp4"}]}\n\n',
    ];
    const replaced = (sent) => {
      if (!sent.url.endsWith("/events")) return fetch(sent);
      const body = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(bodies[streams.begun++])),
        cancel: () => {
          streams.cancelled += 1;
        },
      });
      return Promise.resolve(new Response(body, { headers: { "content-type": "text/event-stream" } }));
    };
    await sdk.createClient({ baseUrl: url, fetch: replaced, tabs: false }).waitForVideo("1");
    await new Promise((resolve) => setTimeout(resolve));
    return streams;
  }, gateway.url);
  assert.deepEqual(seen, { begun: 2, cancelled: 2 });
});

test("a client has at most one stream, however many waits begin and end", limit, async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const gateway = await startGateway(t, (response) => stream(response, snapshot(2)));
  const seen = await page.evaluate(async (url) => {
    const signals = [];
    let most = 0;
    const spy = (sent) => {
      if (sent.url.endsWith("/events")) {
        signals.push(sent.signal);
        most = Math.max(most, signals.filter(({ aborted }) => !aborted).length);
      }
      return fetch(sent);
    };
    const client = sdk.createClient({ baseUrl: url, fetch: spy, tabs: false });
    const pause = () => new Promise((resolve) => setTimeout(resolve, 300));
    const controllers = [];
    for (let number = 0; number < 8; number += 1) {
      const controller = new AbortController();
      controllers.push(controller);
      client.waitForVideo(String(number), { signal: controller.signal }).catch(() => {});
      await pause();
      if (number % 3 === 2) controllers[number - 1].abort();
    }
    const streams = signals.length;
    for (const controller of controllers) controller.abort();
    await pause();
    return { most, streams, left: signals.filter(({ aborted }) => !aborted).length };
  }, gateway.url);
  assert.equal(seen.most, 1);
  assert.ok(seen.streams > 1, `${seen.streams} streams`);
  assert.equal(seen.left, 0);
});
