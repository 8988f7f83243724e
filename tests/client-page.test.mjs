import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "./support/faults/stage.mjs";
import { startPageServers } from "./support/page-servers.mjs";

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
      if (/throws|rejects/.test(name) && !error.message.includes("no session")) seen[name].push(error.message);
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
