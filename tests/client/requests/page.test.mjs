import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startPageServers } from "../../support/browser/page-servers.mjs";

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

const requestOf = (prompt) => ({ image_url: stage.pictureUrl, prompt });

test("an error of another copy of the package in the same page is known as one", async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const seen = await page.evaluate(async (copyUrl) => {
    const copy = await import(copyUrl);
    const error = await copy
      .createClient({})
      .createImageToVideo({})
      .catch((thrown) => thrown);
    return {
      isOfThisClass: error instanceof sdk.ImageToVideoError,
      isKnown: sdk.ImageToVideoError.isInstance(error),
      isKnownTheOtherWay: copy.ImageToVideoError.isInstance(
        new sdk.ImageToVideoError({ code: "network", message: "" }),
      ),
      others: [new Error("other"), undefined, null, "text", {}].filter(sdk.ImageToVideoError.isInstance),
    };
  }, stage.copyUrl);
  assert.deepEqual(seen, { isOfThisClass: false, isKnown: true, isKnownTheOtherWay: true, others: [] });
});

test("a token function that throws or gives nonsense ends the call with its reason, and nothing is sent", async (t) => {
  const { proxy, openPage, control } = await startPageServers(t, stage);
  const page = await openPage();
  const outcomes = await page.evaluate(async (request) => {
    const tokens = {
      throws: () => {
        throw new Error("no session");
      },
      rejects: async () => Promise.reject(new Error("no session")),
      "throws no error": () => {
        throw "no session";
      },
      "gives nothing": () => undefined,
      "gives an empty string": () => "",
      "gives a number": async () => 7,
    };
    const seen = {};
    const tell = async (name, call) => {
      const error = await call.catch((thrown) => thrown);
      seen[name].push([error.code, error.charged, sdk.ImageToVideoError.isInstance(error)].join());
      if (!/throws|rejects/.test(name)) return;
      if (!error.message.includes("no session")) seen[name].push(error.message);
      if ((error.cause?.message ?? error.cause) !== "no session") seen[name].push(`cause: ${error.cause}`);
      if ("status" in error) seen[name].push(`status: ${error.status}`);
    };
    const calls = Object.entries(tokens).flatMap(([name, token]) => {
      const client = sdk.createClient({ token });
      seen[name] = [];
      return [tell(name, client.createImageToVideo(request)), tell(name, client.getCredits())];
    });
    await Promise.all(calls);
    return seen;
  }, requestOf("no token"));
  const refused = ["unauthorized,no,true", "unauthorized,no,true"];
  const nonsense = ["configuration,no,true", "configuration,no,true"];
  assert.deepEqual(outcomes, {
    throws: refused,
    rejects: refused,
    "throws no error": refused,
    "gives nothing": nonsense,
    "gives an empty string": nonsense,
    "gives a number": nonsense,
  });
  assert.equal(await control.countPosts("create"), 0);
  await proxy.until((seen) => seen.every(({ route }) => !["create", "results"].includes(route)));
});

test("a token function that throws once in the middle of a wait does not end the wait", async (t) => {
  const { proxy, control, openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const waiting = page.evaluate(async (request) => {
    const fresh = async () => (await (await fetch("/token", { method: "POST" })).json()).access_token;
    let asked = 0;
    const client = sdk.createClient({
      token: async () => {
        asked += 1;
        if (asked === 2) throw new Error("the session service restarts");
        // So that it is asked for anew with every call.
        return { access_token: await fresh(), expires_in: 0.001 };
      },
    });
    const job = await client.createImageToVideo(request);
    const { status } = await client.waitForVideo(job, { pollIntervalMs: 50 });
    return { status, asked };
  }, requestOf("a moment without tokens"));
  await proxy.until((seen) => seen.some(({ route }) => ["results", "events"].includes(route)));
  await control.runClock();
  const { status, asked } = await waiting;
  assert.equal(status, "completed");
  assert.ok(asked > 2, `asked ${asked} times`);
});

test("a token function that never settles ends every call within the client's limit, and an abort is heard at once", async (t) => {
  const { proxy, openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const outcomes = await page.evaluate(async (request) => {
    const client = sdk.createClient({ token: () => new Promise(() => {}), timeoutMs: 200, events: false });
    const calls = {
      createImageToVideo: (options) => client.createImageToVideo(request, options),
      pollImageToVideo: (options) => client.pollImageToVideo("1", options),
      waitForVideo: (options) => client.waitForVideo("1", { timeoutMs: 300, ...options }),
      uploadFile: async (options) => client.uploadFile(await (await fetch(request.image_url)).blob(), options),
      listEffects: (options) => client.listEffects(options),
    };
    const seen = {};
    for (const [name, call] of Object.entries(calls)) {
      const late = await call().catch((thrown) => thrown);
      const controller = new AbortController();
      const aborted = call({ signal: controller.signal }).catch((thrown) => thrown);
      controller.abort("mine");
      seen[name] = [late.code, await aborted];
    }
    return seen;
  }, requestOf("no token ever"));
  for (const [name, seen] of Object.entries(outcomes)) assert.deepEqual(seen, ["timeout", "mine"], name);
  assert.ok(proxy.seen.every(({ route }) => !["create", "results", "uploads"].includes(route)));
});

test("a call is served by a token function that had never settled when another one asked it", async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const seen = await page.evaluate(async () => {
    let asked = 0;
    const token = async () => {
      asked += 1;
      if (asked === 1) await new Promise(() => {});
      return (await fetch("/token", { method: "POST" })).json();
    };
    // The second call has to be done within it on a busy machine, too.
    const client = sdk.createClient({ token, timeoutMs: 3000 });
    const first = await client.getCredits().catch(({ code }) => code);
    return [first, typeof (await client.getCredits())];
  });
  assert.deepEqual(seen, ["timeout", "number"]);
});

test("cookies go to a tokenUrl of another origin when the page wants that, and never to a gateway", async (t) => {
  const { proxy, openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const cookies = { token: [], gateway: [] };
  const origin = proxy.url;
  const backend = createServer((sent, response) => {
    response.setHeader("access-control-allow-origin", origin);
    response.setHeader("access-control-allow-credentials", "true");
    response.setHeader("access-control-allow-headers", "authorization");
    response.setHeader("content-type", "application/json");
    if (sent.method === "OPTIONS") return response.end();
    if (sent.url === "/login") return response.setHeader("set-cookie", "session=ada; Path=/").end();
    cookies[sent.url === "/token" ? "token" : "gateway"].push(/session=ada/.test(sent.headers.cookie));
    response.end(JSON.stringify({ access_token: "t", expires_in: 600, code: 1000, data: { credit: 7 } }));
  });
  backend.listen(0, "127.0.0.1");
  await once(backend, "listening");
  t.after(() => {
    backend.closeAllConnections();
    backend.close();
  });
  const url = `http://127.0.0.1:${backend.address().port}`;
  await page.evaluate(
    async ([at]) => {
      await fetch(`${at}/login`, { credentials: "include" });
      for (const credentials of [undefined, "omit", "same-origin", "include"]) {
        const client = sdk.createClient({ baseUrl: at, ...(credentials && { credentials }) });
        await client.getCredits();
      }
    },
    [url],
  );
  assert.deepEqual(cookies, { token: [false, false, false, true], gateway: [false, false, false, false] });
});

test("a word that is no way of sending credentials is refused", async (t) => {
  const { openPage } = await startPageServers(t, stage);
  const page = await openPage();
  const { code, message } = await page.evaluate(() =>
    sdk
      .createClient({ credentials: "yes" })
      .getCredits()
      .catch(({ code, message }) => ({ code, message })),
  );
  assert.equal(code, "configuration");
  assert.match(message, /omit, same-origin, include/);
});
