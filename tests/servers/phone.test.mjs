import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, request as send } from "node:http";
import { connect } from "node:net";
import { after, before, test } from "node:test";
import { lanAddresses, phoneAddress } from "../../scripts/run/phone/address.mjs";
import { codeLifetimeMs, createPairing, maxWrongCodes } from "../../scripts/run/phone/pairing.mjs";
import { ownSimulator } from "../../scripts/run/phone/own-simulator.mjs";
import { startPhoneProxy } from "../../scripts/run/phone/proxy.mjs";
import { freePort } from "../../scripts/run/port.mjs";
import { builtPageDirectory } from "../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { waitForState } from "../support/browser/demo-page.mjs";
import { picture } from "../support/picture.mjs";
import { quickSimulator, startStack } from "../support/servers/stack.mjs";

/** The one on which phones would reach this machine. */
const address = lanAddresses()[0] ?? "127.0.0.1";

/** After this an event that does not come is a failure. */
const soon = () => AbortSignal.timeout(10_000);

let stack, recorder, metricsAddress;
before(async () => {
  metricsAddress = `127.0.0.1:${await freePort()}`;
  stack = await startStack({
    pageDirectory: builtPageDirectory,
    simulatorFlags: [...quickSimulator, "--control"],
    gatewayEnvironment: { AKOOL_GATEWAY_METRICS_LISTEN: metricsAddress },
  });
  recorder = await startRecorder();
});
after(async () => {
  recorder?.stop();
  await stack?.stop();
});

/** A proxy before the real servers, or before one that records what reaches it, and a function that pairs a phone. */
async function startProxy(t, { isRecorded = false, simulatorUrl = stack.simulator.url, now } = {}) {
  const pairing = createPairing({ now });
  const urls = isRecorded
    ? { gatewayUrl: recorder.url, simulatorUrl: recorder.url.replace("127.0.0.1", "localhost") }
    : { gatewayUrl: stack.gateway.url, simulatorUrl };
  const proxy = await startPhoneProxy({ address, port: 0, pairing, ...urls });
  t.after(() => proxy.stop());
  const pairedCookie = async () => {
    const { status, headers } = await call(proxy, `/pair/${pairing.issueCode()}`);
    assert.equal(status, 200);
    return headers["set-cookie"][0].split(";")[0];
  };
  const pairPhone = async () => {
    const cookie = await pairedCookie();
    return (path, options = {}) => call(proxy, path, { ...options, headers: { cookie, ...options.headers } });
  };
  return { proxy, pairing, pairedCookie, pairPhone };
}

/** A server in the place of the gateway: it records what reaches it, and answers by `respond`. */
async function startRecorder() {
  const seen = [];
  const state = { respond: undefined };
  const server = createServer(async (request, response) => {
    seen.push({ method: request.method, path: request.url, headers: request.headers, body: await textOf(request) });
    if (state.respond) return state.respond(response);
    response.writeHead(200, { "content-type": "application/json", "set-cookie": "a=b" }).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    seen,
    respondWith: (respond) => (state.respond = respond),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Sends what a browser would not: any `Host`, any path as it is written. */
async function call({ url }, path, { method = "GET", headers = {}, body } = {}) {
  const { hostname, port } = new URL(url);
  const request = send({ hostname, port, method, path, headers, agent: false });
  request.end(body);
  const [response] = await once(request, "response");
  return { status: response.statusCode, headers: response.headers, text: await textOf(response) };
}

async function textOf(stream) {
  return Buffer.concat(await stream.toArray()).toString();
}

async function tokenOf(phone) {
  const { status, text } = await phone("/token", { method: "POST" });
  assert.equal(status, 200, text);
  return { authorization: `Bearer ${JSON.parse(text).access_token}` };
}

test("a phone that opens the address with the code makes a video from a picture, and talks to that address only", async (t) => {
  const { proxy, pairing } = await startProxy(t);
  const browser = await launchChromium({ address });
  t.after(() => browser.close());
  const { page, faults, requested } = await openPage(browser, {
    viewport: { width: 390, height: 844 },
    isMobile: true,
    hasTouch: true,
  });
  await page.goto(`${proxy.url}/pair/${pairing.issueCode()}`);
  await page.setInputFiles("#image-file", { name: "slope.png", mimeType: "image/png", buffer: picture() });
  await page.fill("#prompt", "zoom in slowly");
  await page.tap("#create:not([disabled])");
  await waitForState(page, "completed");
  await page.waitForFunction(() =>
    [...document.querySelectorAll("video")].some((video) => video.currentTime > 0.3 && video.videoWidth > 0),
  );
  const kept = await page.evaluate(() => document.cookie);
  assert.equal(kept, "", "no script of the page can read the pairing");
  assert.deepEqual(
    requested.filter((url) => !/^(blob|data):/.test(url) && new URL(url).origin !== proxy.url),
    [],
  );
  assert.deepEqual(faults, []);
});

test("without a pairing, every path and method is refused with what to do, and nothing is forwarded", async (t) => {
  const { proxy, pairing } = await startProxy(t, { isRecorded: true });
  const code = pairing.issueCode();
  recorder.seen.length = 0;
  const requests = [
    ["GET", "/"],
    ["GET", "/healthz"],
    ["GET", "/files/anything"],
    ["GET", "/_simulator/media/effects/Squish.png"],
    ["GET", "/pair/"],
    ["GET", `/pair/${code}/`],
    ["POST", "/token"],
    ["POST", `/pair/${code}`],
    ["DELETE", "/token/anything"],
  ];
  for (const [method, path] of requests) {
    for (const cookie of ["", "pairing=", "pairing=undefined", `pairing=${code}`, "pairing=constructor"]) {
      const { status, text } = await call(proxy, path, { method, headers: { cookie } });
      assert.equal(status, 403, `${method} ${path}`);
      assert.match(text, /not paired.*Scan the code/);
    }
  }
  assert.deepEqual(recorder.seen, []);
});

test("a code has 128 bits and pairs one phone; used, replaced and old ones are refused with what to do", async (t) => {
  const clock = { ms: 0 };
  const { proxy, pairing } = await startProxy(t, { now: () => clock.ms });
  const use = async (code) => {
    const { status, headers, text } = await call(proxy, `/pair/${code}`);
    if (status !== 200) assert.match(text, /Press Enter/);
    return [status, headers["set-cookie"]?.length ?? 0];
  };

  const code = pairing.issueCode();
  assert.equal(Buffer.from(code, "base64url").length, 16);
  const preview = await call(proxy, `/pair/${code}`, { headers: { "sec-purpose": "prefetch" } });
  assert.equal(preview.status, 403, "a preview does not use it up");
  const { status, headers } = await call(proxy, `/pair/${code}`);
  assert.equal(status, 200);
  assert.match(headers["set-cookie"][0], /^pairing=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  assert.deepEqual([headers["cache-control"], headers["referrer-policy"]], ["no-store", "no-referrer"]);
  assert.deepEqual(await use(code), [403, 0]);

  const replaced = pairing.issueCode();
  const late = pairing.issueCode();
  assert.deepEqual(await use(replaced), [403, 0]);
  clock.ms = codeLifetimeMs;
  assert.deepEqual(await use(late), [403, 0]);
  const last = pairing.issueCode();
  clock.ms += codeLifetimeMs - 1;
  assert.deepEqual(await use(last), [200, 1]);
});

test("after ten wrong codes the right one is withdrawn, and those who are paired stay so", async (t) => {
  const { proxy, pairing, pairPhone } = await startProxy(t);
  const phone = await pairPhone();
  const code = pairing.issueCode();
  for (let tried = 1; tried <= maxWrongCodes; tried += 1) {
    const { status, headers, text } = await call(proxy, `/pair/${code.slice(0, -1)}~${tried}`);
    assert.deepEqual([status, headers["set-cookie"]], [403, undefined]);
    assert.match(text, tried < maxWrongCodes ? /is wrong/ : /Too many wrong codes/);
  }
  assert.equal((await call(proxy, `/pair/${code}`)).status, 403);
  assert.equal((await phone("/")).status, 200);
  assert.equal((await call(proxy, `/pair/${pairing.issueCode()}`)).status, 200, "a new code pairs again");
});

test("a name that is rebound to the address, another page, and an unusual request are refused, paired or not", async (t) => {
  const { proxy, pairing, pairedCookie, pairPhone } = await startProxy(t, { isRecorded: true });
  const [phone, cookie] = [await pairPhone(), await pairedCookie()];
  const { host, port } = new URL(proxy.url);
  recorder.seen.length = 0;
  const code = pairing.issueCode();
  const foreign = [
    { host: `rebound.example:${port}` },
    { host: `localhost:${port}` },
    { host: address },
    { host: `${host}.` },
    { origin: "http://evil.example" },
    { origin: "null" },
    { origin: `http://${address}:1` },
    { origin: `https://${host}` },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) {
    for (const path of ["/", `/pair/${code}`]) {
      const { status, text } = await phone(path, { headers });
      assert.deepEqual([status, /its own pages only/.test(text)], [403, true], JSON.stringify(headers));
    }
  }
  assert.equal((await phone(`${recorder.url}/`)).status, 403, "this is no proxy for others");
  const head = ["GET / HTTP/1.1", `Host: ${host}`, `Host: ${host}`, `Cookie: ${cookie}`, "Connection: close"];
  const twoHosts = connect(Number(port), address).end(`${head.join("\r\n")}\r\n\r\n`);
  assert.match(await textOf(twoHosts), /^HTTP\/1\.1 40[03] /);
  assert.equal((await phone("/_simulator/media/a.mp4", { method: "POST" })).status, 404);
  for (const method of ["PUT", "OPTIONS", "TRACE"]) assert.equal((await phone("/", { method })).status, 405);
  assert.deepEqual(recorder.seen, []);
  const own = { "origin": proxy.url, "sec-fetch-site": "same-origin" };
  assert.equal((await phone("/api/anything", { method: "POST", headers: own })).status, 200);
  assert.equal((await call(proxy, `/pair/${code}`)).status, 200, "none of them has used the code up");
});

test("a token works through the pairing it was given to, and through no other", async (t) => {
  const { pairPhone } = await startProxy(t);
  const [phone, other] = [await pairPhone(), await pairPhone()];
  const [own, foreign] = [await tokenOf(phone), await tokenOf(other)];
  const desktop = await (await fetch(`${stack.gateway.url}/token`, { method: "POST" })).json();

  assert.equal((await phone("/jobs", { headers: own })).status, 200);
  assert.equal((await other("/jobs", { headers: foreign })).status, 200);
  for (const authorization of [
    foreign.authorization,
    `Bearer ${desktop.access_token}`,
    `${own.authorization}x`,
    own.authorization.replace("Bearer", "Basic"),
    "Bearer ",
  ]) {
    const { status, text } = await phone("/jobs", { headers: { authorization } });
    assert.equal(status, 401, authorization);
    assert.equal(JSON.parse(text).code, 1101);
  }
});

test("of the simulator its videos and previews are served, and nothing else", async (t) => {
  const { pairPhone } = await startProxy(t);
  const phone = await pairPhone();
  const catalogue = await phone("/api/open/v4/image2Video/effects", { headers: await tokenOf(phone) });
  const { logo } = JSON.parse(catalogue.text).data.result[0];
  const media = new URL(logo);
  assert.match(media.pathname, /^\/_simulator\/media\/effects\//);
  assert.equal((await phone(media.pathname)).status, 200);

  const { status } = await fetch(`${stack.simulator.url}/_control/journal`);
  assert.equal(status, 200, "it is there on this machine");
  for (const path of [
    "/_simulator/_control/journal",
    "/_simulator/media/../_control/journal",
    "/_simulator/media/%2e%2e/_control/journal",
    "/_simulator/media/..%2f_control%2fjournal",
    "/_simulator/media/effects/../../_control/journal",
    "/_simulator/media/.%2e/_control/journal",
    "/_simulator//_control/journal",
    "/_simulator/media/",
    "/_simulator/api/open/v3/faceswap/quota/info",
    "/_simulator/",
    "/_control/journal",
    "/_simulator/../_control/journal",
  ]) {
    assert.equal((await phone(path)).status, 404, path);
  }
});

test("a simulator that AKOOL_GATEWAY_UPSTREAM names is served under every name of this machine", async (t) => {
  const { port } = new URL(stack.simulator.url);
  for (const host of ["localhost", "127.0.0.1", "[::1]"]) {
    const simulatorUrl = ownSimulator(`http://${host}:${port}/`);
    assert.equal(simulatorUrl, `http://${host}:${port}`);
    // The URLs of its previews have its own name for itself.
    const { proxy, pairPhone } = await startProxy(t, { simulatorUrl });
    const phone = await pairPhone();
    const catalogue = await phone("/api/open/v4/image2Video/effects", { headers: await tokenOf(phone) });
    const { logo } = JSON.parse(catalogue.text).data.result[0];
    assert.ok(logo.startsWith(`${proxy.url}/_simulator/media/effects/`), logo);
    // This simulator listens on one address only.
    if (host !== "[::1]") assert.equal((await phone(new URL(logo).pathname)).status, 200);
  }
  assert.equal(ownSimulator("http://phone.localhost:8800"), "http://phone.localhost:8800");
  for (const upstream of [
    undefined,
    "https://openapi.akool.com",
    "https://localhost:8800",
    "http://192.168.1.9:8800",
    "http://simulator:8800",
    "http://localhost.example:8800",
    "nothing",
  ])
    assert.equal(ownSimulator(upstream), undefined, upstream);
});

test("the servers themselves and the gateway's metrics cannot be reached from the network", async (t) => {
  const { proxy, pairPhone } = await startProxy(t);
  const phone = await pairPhone();
  assert.equal((await phone("/metrics")).status, 404);
  assert.equal((await fetch(`http://${metricsAddress}/metrics`)).status, 200, "they are there on this machine");
  if (address === "127.0.0.1") return;
  const portOf = (url) => Number(new URL(url).port);
  for (const [port, host] of [
    ...[stack.gateway.url, stack.simulator.url, `http://${metricsAddress}`].map((url) => [portOf(url), address]),
    [portOf(proxy.url), "127.0.0.1"],
  ]) {
    const connecting = connect(port, host);
    const outcome = await Promise.race([
      once(connecting, "connect").then(() => "connected"),
      once(connecting, "error").then(([error]) => error.code),
    ]).catch((error) => error.code);
    connecting.destroy();
    assert.equal(outcome, "ECONNREFUSED", `${host}:${port}`);
  }
});

test("the gateway sees its own origin, and neither the cookie nor headers for the way", async (t) => {
  const { proxy, pairPhone } = await startProxy(t, { isRecorded: true });
  const phone = await pairPhone();
  recorder.seen.length = 0;
  const body = JSON.stringify({
    image_url: `${proxy.url}/files/a`,
    audio_url: `${proxy.url}/_simulator/media/a.mp4`,
    prompt: `${proxy.url}0/ é`,
  });
  const response = await phone("/api/anything", {
    method: "POST",
    headers: {
      "origin": proxy.url,
      "content-type": "application/json",
      "content-length": Buffer.byteLength(body),
      "idempotency-key": "one",
      "connection": "close, x-request-id",
      "x-request-id": "two",
      "x-forwarded-for": "192.0.2.9",
      "forwarded": "for=192.0.2.9",
      "te": "trailers",
      "referer": `${proxy.url}/`,
      "accept-encoding": "br",
    },
    body,
  });
  assert.deepEqual([response.status, response.headers["set-cookie"]], [200, undefined]);
  const [{ headers, body: received }] = recorder.seen;
  const { origin, host } = new URL(recorder.url);
  const sent = {
    image_url: `${origin}/files/a`,
    audio_url: `${origin.replace("127.0.0.1", "localhost")}/media/a.mp4`,
    prompt: `${proxy.url}0/ é`,
  };
  assert.deepEqual(JSON.parse(received), sent);
  assert.deepEqual(headers, {
    host,
    origin,
    "accept-encoding": "identity",
    "connection": "close",
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(received)),
    "idempotency-key": "one",
  });

  const upload = Buffer.concat([Buffer.from(`${proxy.url}/`), Buffer.from([0xff, 0x00])]);
  await phone("/uploads", { method: "POST", headers: { "content-type": "image/png" }, body: upload });
  assert.equal(recorder.seen[1].body, upload.toString(), "a file is passed on as it is");
});

test("an event arrives when it is sent, with addresses that the phone can open, however it is cut into pieces", async (t) => {
  const { proxy, pairedCookie } = await startProxy(t, { isRecorded: true });
  const answering = new Promise((resolve) =>
    recorder.respondWith((response) => {
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
      resolve(response);
    }),
  );
  t.after(() => recorder.respondWith(undefined));
  const { port } = new URL(proxy.url);
  const cookie = await pairedCookie();
  const request = send({ hostname: address, port, path: "/events?ids=a", headers: { cookie }, agent: false });
  request.end();
  const [stream] = await once(request, "response");
  stream.setEncoding("utf8");
  const upstream = await answering;
  const event = `event: job\ndata: {"url":"${recorder.url}/files/é"}\n\n`;
  const expected = event.replace(recorder.url, proxy.url);
  for (let cut = 1; cut < event.length; cut += 7) {
    const bytes = Buffer.from(event);
    let received = "";
    const untilArrived = async (length) => {
      while (received.length < length) received += (await once(stream, "data", { signal: soon() }))[0];
    };
    // What comes before the URL is not held back.
    upstream.write(bytes.subarray(0, cut));
    await untilArrived(Math.min(cut, event.indexOf(recorder.url)));
    upstream.write(bytes.subarray(cut));
    await untilArrived(expected.length);
    assert.equal(received, expected);
  }
  request.destroy();
  await once(upstream, "close", { signal: soon() });
});

test("a phone that hangs up ends what it asked for, also before there is a response", async (t) => {
  const { proxy, pairedCookie } = await startProxy(t, { isRecorded: true });
  const cookie = await pairedCookie();
  const asked = new Promise((resolve) => recorder.respondWith(resolve));
  t.after(() => recorder.respondWith(undefined));
  const request = send({ hostname: address, port: new URL(proxy.url).port, path: "/jobs", headers: { cookie } });
  request.on("error", () => {});
  request.end();
  const upstream = await asked;
  request.destroy();
  await once(upstream, "close", { signal: soon() });
});

test("--host alone takes this machine's first local address; others are refused with those that can be used", () => {
  const interfaces = {
    lo: [
      { family: "IPv4", internal: true, address: "127.0.0.1" },
      { family: "IPv4", internal: true, address: "10.9.9.9" },
    ],
    eth0: [
      { family: "IPv6", internal: false, address: "fd00::1" },
      { family: "IPv4", internal: false, address: "8.8.4.4" },
      { family: "IPv4", internal: false, address: "192.168.1.20" },
    ],
    wlan0: [{ family: "IPv4", internal: false, address: "10.0.0.7" }],
  };
  const addresses = lanAddresses(interfaces);
  assert.deepEqual(addresses, ["192.168.1.20", "10.0.0.7"]);
  for (const [programArguments, host, expected] of [
    [["--yes"], undefined, undefined],
    [[], "", undefined],
    [[], "laptop", undefined],
    [["--host"], undefined, "192.168.1.20"],
    [["--host", "--yes"], undefined, "192.168.1.20"],
    [["--host", "10.0.0.7"], undefined, "10.0.0.7"],
    [["--host=10.0.0.7"], "192.168.1.20", "10.0.0.7"],
    [[], "10.0.0.7", "10.0.0.7"],
  ])
    assert.equal(phoneAddress(programArguments, host, addresses), expected, `${programArguments} ${host}`);
  for (const wrong of ["8.8.4.4", "0.0.0.0", "127.0.0.1", "192.168.1.21", "laptop"])
    assert.throws(() => phoneAddress(["--host", wrong], undefined, addresses), {
      message: `${wrong} is no local address of this machine: use 192.168.1.20 or 10.0.0.7, or --host alone`,
    });
  assert.throws(() => phoneAddress(["--host"], undefined, []), /no IPv4 address in a local network/);
});
