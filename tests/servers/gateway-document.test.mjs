import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import Ajv2020 from "ajv/dist/2020.js";
import { picture } from "../support/picture.mjs";
import { quickSimulator, startStack } from "../support/servers/stack.mjs";

const vendorPath = "/api/open/v4/image2Video";
let stack;
let document;
let ajv;
let token;
/** Operations that a test has called. */
const called = new Set();

before(async () => {
  stack = await startStack({ simulatorFlags: [...quickSimulator, "--control"] });
  document = await (await fetch(`${stack.gateway.url}/openapi.json`)).json();
  called.add("get /openapi.json");
  ajv = new Ajv2020({ strict: true, strictRequired: false, allErrors: true });
  // Where a document keeps its schemas.
  ajv.addVocabulary(["components"]);
  ajv.addSchema({ $id: "document", ...forAjv(document) });
});
after(() => stack?.stop());

test("the document is one that tools can read: every reference leads somewhere, every scheme exists", () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#([^"]+)"/g)].map(([, pointer]) => pointer);
  assert.ok(references.length > 50);
  for (const pointer of references) assert.ok(at(document, pointer), `nothing at ${pointer}`);
  for (const [name, operation] of operations()) {
    for (const scheme of operation.security.flatMap(Object.keys)) {
      assert.ok(document.components.securitySchemes[scheme], `${name}: ${scheme}`);
    }
    const parameters = name.match(/\{(\w+)\}/g) ?? [];
    const path = document.paths[name.split(" ")[1]];
    assert.equal(path.parameters?.length ?? 0, parameters.length, `${name} describes what stands in its path`);
  }
});

test("what every route answers when all is well is what the document says", async () => {
  const minted = await call("post /token", { body: {} });
  token = minted.access_token;
  await call("get /healthz");
  await call("get /readyz");
  await call(`get ${vendorPath}/effects`);
  await call("get /api/open/v4/aigModel/list", { query: "?types[]=1501" });
  await call("get /api/open/v3/faceswap/quota/info");
  const upload = await call("post /uploads", { bytes: picture(), type: "image/png" });
  const file = new URL(upload.url).pathname;
  await call("get /files/{capability}", { path: file });

  const request = { image_url: upload.url, prompt: "zoom in" };
  const key = { "idempotency-key": "document-1" };
  const create = `${vendorPath}/createBySourcePrompt`;
  const { data: job } = await call(`post ${create}`, { body: request, headers: key });
  assert.deepEqual((await call(`get ${create}`, { headers: key })).data, job);
  const several = { ...request, model_name: "AkoolImage2VideoFastV1", count: 2 };
  const batchKey = { "idempotency-key": "document-2" };
  const { data: batch } = await call(`post ${create}/batch`, { body: several, headers: batchKey });
  assert.equal(batch.successList.length, 2);
  assert.deepEqual((await call(`get ${create}/batch`, { headers: batchKey })).data, batch);

  const events = await call("get /events", { query: `?ids=${job._id}` });
  const records = [...events.matchAll(/^data: (.*)$/gm)].flatMap(([, data]) => {
    const event = JSON.parse(data);
    return event.result ?? [event];
  });
  for (const record of records) validate({ $ref: "document#/components/schemas/Job" }, record);
  assert.equal(records.at(-1).status, 3, "the stream ends when the job is done");

  assert.match(await call("post /events", { body: { _ids: job._id } }), /^event: snapshot/);

  const { data: found } = await call(`post ${vendorPath}/resultsByIds`, { body: { _ids: job._id } });
  assert.match(found.result[0].video_url, /^http/);
  const sound = { pre_video_id: job._id, audio_type: 1, audio_url: "" };
  await call(`post ${vendorPath}/updateVideoAudio`, { body: sound });
  const { data: history } = await call("get /jobs", { query: "?limit=2&status=completed" });
  assert.ok(history.result.length <= 2 && history.result.every((record) => record.status === 3));
  await call(`post ${vendorPath}/delbyids`, { body: { _ids: job._id } });
  const webhook = await reportedTo();
  await call("post /webhooks/{capability}", { path: webhook, body: {} });
  await call("post /hooks/{capability}", { path: webhook.replace("/webhooks/", "/hooks/"), body: {} });
  await call("delete /token/{jti}", { path: `/token/${minted.jti}` });
});

test("what routes answer when something is wrong is what the document says", async () => {
  const { access_token } = await call("post /token", { body: {} });
  token = access_token;
  const create = `post ${vendorPath}/createBySourcePrompt`;
  await call(create, { body: { prompt: 7 }, status: 400 });
  await call(`${create}/batch`, { body: { count: 99 }, status: 400 });
  await call(`post ${vendorPath}/resultsByIds`, { body: { _ids: "nobodys" }, status: 404 });
  await call("post /uploads", { bytes: Buffer.from("no picture"), type: "image/png", status: 415 });
  await call("get /events", { query: "?ids=nobodys", status: 404 });
  const announcement = { content_type: "image/png", content_length: 100 };
  await call("post /uploads/direct", { body: announcement, status: 409 });
  await call("post /uploads/direct/{ticket}", { path: "/uploads/direct/invented", status: 404 });
  await call("post /token", { body: { subject: 7 }, status: 400 });
  token = "not a token";
  for (const [name, operation] of operations()) {
    if (!operation.security.some((scheme) => "token" in scheme) || name.startsWith("delete")) continue;
    await call(name, { ...(name.startsWith("post") && { body: {} }), query: "?ids=x", status: 401 });
  }
});

test("no route of the document was left out above", () => {
  const all = operations().map(([name]) => name);
  const documented = all.filter((name) => !called.has(name));
  assert.deepEqual(documented, [], "never called");
});

/** Calls an operation as the document says and checks its answer against it. */
async function call(name, { path, query = "", body, bytes, type, headers = {}, status } = {}) {
  const [method, pattern] = name.split(" ");
  const operation = document.paths[pattern]?.[method];
  assert.ok(operation, `${name} is not in the document`);
  called.add(name);
  const isOpen = !operation.security.some((scheme) => "token" in scheme);
  const response = await fetch(`${stack.gateway.url}${path ?? pattern}${query}`, {
    method: method.toUpperCase(),
    headers: {
      ...(!isOpen && token && { authorization: `Bearer ${token}` }),
      ...(body && { "content-type": "application/json" }),
      ...(type && { "content-type": type }),
      ...headers,
    },
    body: bytes ?? (body && JSON.stringify(body)),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  const expected = status ?? Number(Object.keys(operation.responses).find((code) => code.startsWith("2")));
  assert.equal(response.status, expected, `${name}: ${text}`);
  const described = resolve(operation.responses[response.status]);
  assert.ok(described, `${name} answers ${response.status}, which the document does not know`);
  const content = described.content?.["application/json"];
  if (!content) return text;
  assert.match(response.headers.get("content-type"), /^application\/json/);
  const answer = JSON.parse(text);
  validate(forAjv(content.schema), answer);
  return answer;
}

function validate(schema, value) {
  const whole = JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"document#/'));
  assert.ok(ajv.validate(whole, value), `${ajv.errorsText()} in ${JSON.stringify(value)}`);
}

/** The schemas alone: the rest of a document has keywords of its own. */
function forAjv({ components, ...schema }) {
  return components ? { components: { schemas: components.schemas } } : schema;
}

function operations() {
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => method !== "parameters")
      .map(([method, operation]) => [`${method} ${path}`, operation]),
  );
}

function resolve(value) {
  return value?.$ref ? at(document, value.$ref.slice(1)) : value;
}

function at(value, pointer) {
  return pointer
    .split("/")
    .slice(1)
    .reduce((found, part) => found?.[part.replaceAll("~1", "/").replaceAll("~0", "~")], value);
}

/** Where the simulator reported to. */
async function reportedTo() {
  for (;;) {
    const { deliveries } = await (await fetch(`${stack.simulator.url}/_control/webhooks`)).json();
    const [report] = deliveries;
    if (report) return new URL(report.url).pathname;
    await pause(50);
  }
}
