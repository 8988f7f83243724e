import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { createClient } from "../../../pkg/inline.js";
import { startPageServers } from "../../support/browser/page-servers.mjs";
import { startStage } from "../../support/faults/stage.mjs";
import { startStack } from "../../support/servers/stack.mjs";

const request = { image_url: "https://pictures.example/cat.png", prompt: "zoom in" };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A server that answers everything alike, and counts. */
async function serve(t, answer) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push(request.url);
    answer(response);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

/** An address at which nothing listens any more. */
async function deadAddress() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;
  server.close();
  await once(server, "close");
  return url;
}

/** The error of a first order, in a page. */
const firstOrder = async ([baseUrl, sent]) => {
  const error = await sdk
    .createClient({ baseUrl })
    .createImageToVideo(sent)
    .catch((thrown) => thrown);
  return { code: error.code, charged: error.charged, retryable: error.retryable, message: error.message };
};

test("the first order at a gateway that is down names the address and the page's origin, after two attempts", async (t) => {
  const { openPage, proxy } = await startPageServers(t, stage);
  const page = await openPage();
  const baseUrl = await deadAddress();
  const attempts = [];
  page.on("request", (sent) => sent.url().startsWith(baseUrl) && attempts.push(sent.url()));
  const { message, ...rest } = await page.evaluate(firstOrder, [baseUrl, request]);
  assert.deepEqual(rest, { code: "network", charged: "no", retryable: true });
  assert.ok(message.includes(`${baseUrl}/token`), message);
  assert.ok(message.includes(`the origin ${proxy.url}`), message);
  assert.ok(attempts.length >= 1 && attempts.length <= 2, attempts.join());
});

test("the first order at a gateway that does not list the page's origin names both", async (t) => {
  const { openPage, proxy } = await startPageServers(t, stage);
  const other = await startStack({ origins: ["https://elsewhere.example"] });
  t.after(other.stop);
  const page = await openPage();
  const { message, code } = await page.evaluate(firstOrder, [other.gateway.url, request]);
  assert.equal(code, "network");
  assert.ok(message.includes(`${other.gateway.url}/token`), message);
  assert.ok(message.includes(`the origin ${proxy.url}`), message);
});

test("a page's own origin is not named as one to allow", async (t) => {
  const { openPage, proxy } = await startPageServers(t, stage);
  const page = await openPage();
  proxy.disturb({ route: "token", answer: { kind: "reset" }, count: 0 });
  const { message } = await page.evaluate(firstOrder, [proxy.url, request]);
  assert.ok(message.includes(`${proxy.url}/token`), message);
  assert.ok(!message.includes("allows the origin"), message);
});

test("the first order at an address where a page is names it, whatever the status, and nothing is sent but for the token", async (t) => {
  for (const [status, code, times] of [
    [200, "bad_answer", 2],
    [404, "not_found", 1],
    [403, "forbidden", 1],
    [502, "unavailable", 2],
  ]) {
    const server = await serve(t, (response) =>
      response.writeHead(status, { "content-type": "text/html" }).end("<!doctype html><title>Shop</title>"),
    );
    const error = await createClient({ baseUrl: server.url })
      .createImageToVideo(request)
      .catch((thrown) => thrown);
    assert.deepEqual([error.code, error.charged], [code, "no"]);
    assert.ok(error.message.includes(`${server.url}/token`), error.message);
    assert.deepEqual(server.asked, Array(times).fill("/token"));
  }
});

test("a tokenUrl that is down is named", async () => {
  const tokenUrl = `${await deadAddress()}/video-token`;
  const error = await createClient({ baseUrl: "http://gateway.example", tokenUrl })
    .createImageToVideo(request)
    .catch((thrown) => thrown);
  assert.equal(error.code, "network");
  assert.ok(error.message.includes(tokenUrl), error.message);
});

test("an order under way outlives a token source that is away for a while", async () => {
  const answers = [
    { status: 200, body: { access_token: "t", expires_in: 600 } },
    { status: 401, body: { code: 1101 } },
    { status: 503, body: {} },
    { status: 503, body: {} },
    { status: 200, body: { access_token: "u", expires_in: 600 } },
    { status: 200, body: { code: 1000, data: { _id: "1", status: 1 } } },
  ];
  const asked = [];
  const fetch = async (sent) => {
    asked.push(new URL(sent.url).pathname.split("/").pop());
    const { status, body } = answers.shift();
    return new Response(JSON.stringify(body), { status });
  };
  const client = createClient({ baseUrl: "http://gateway.example", fetch });
  assert.equal((await client.createImageToVideo(request)).id, "1");
  const order = "createBySourcePrompt";
  assert.deepEqual(asked, ["token", order, "token", "token", "token", order]);
});
