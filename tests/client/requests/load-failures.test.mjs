import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { startStage } from "../../support/faults/stage.mjs";
import { startSmallStage } from "../../support/servers/small-gateway.mjs";

const limit = { timeout: 60_000 };

let stage;
before(async () => {
  stage = await startStage();
});
after(() => stage?.stop());

/** A page with the package, under a content security policy if one is given. */
const pageWith = (policy) =>
  `<!doctype html>${policy ? `<meta http-equiv="Content-Security-Policy" content="${policy}">` : ""}
<script type="module">import * as sdk from "/package/index.js"; Object.assign(globalThis, { sdk, cell: {} });</script>`;

/** A call that needs the module and no gateway. */
const call = () =>
  sdk.validateCreateRequest({}).then(
    (issues) => ({ issues: issues.length }),
    (error) => ({
      isOurs: sdk.ImageToVideoError.isInstance(error),
      code: error.code,
      message: error.message,
      retryable: error.retryable,
      status: error.status,
    }),
  );

const done = { issues: 2 };
const script = "script-src 'self' 'unsafe-inline'";
const gone = { status: 404, body: "" };
const page = { status: 200, contentType: "text/html; charset=utf-8", body: "<!doctype html><title>App</title>" };
const address = /^http:\/\/127\.0\.0\.1:\d+\/package\/wasm\/akool_image_to_video_bg\.wasm /;

/** Why the module does not load: what is in the way, and what the error is, while there is no copy of the module either. */
const causes = {
  "a policy that forbids WebAssembly": {
    policy: script,
    expected: [/content security policy forbids WebAssembly\. Add 'wasm-unsafe-eval' to its script-src/],
    status: 200,
    isFinal: true,
  },
  "a policy that forbids the request": {
    policy: `${script} 'wasm-unsafe-eval'; connect-src https://gateway.example`,
    expected: [/content security policy forbids the request\. Add its origin to connect-src/],
  },
  "a missing file": { wasm: gone, expected: [/its server answered 404/, /inline/], status: 404 },
  "an HTML page in place of the file": { wasm: page, expected: [/answered with an HTML page/, /inline/], status: 200 },
  "something else in place of the file": {
    wasm: { status: 200, contentType: "text/plain", body: "version https://git-lfs.github.com/spec/v1" },
    expected: [/is no WebAssembly/, /text\/plain/, /application\/wasm/],
    status: 200,
  },
  "a server that is out of reach": {
    wasm: "abort",
    expected: [/its server is out of reach\. Check the connection and try again/],
    code: "network",
  },
  "a browser without WebAssembly": {
    prepare: () => delete globalThis.WebAssembly,
    expected: [/this browser has no WebAssembly/, /Lockdown Mode/],
    status: 200,
    isFinal: true,
  },
  "a browser that is too old": {
    prepare: () => {
      WebAssembly.validate = () => false;
      const refuse = async () => {
        throw new WebAssembly.CompileError("invalid value type 'externref'");
      };
      Object.assign(WebAssembly, { instantiate: refuse, instantiateStreaming: refuse });
    },
    expected: [/this browser is too old/],
    status: 200,
    isFinal: true,
  },
};

const answerWith = (answer) => (route) => (answer === "abort" ? route.abort() : route.fulfill(answer));

for (const [name, { policy, wasm, prepare, expected, code = "configuration", status, isFinal }] of Object.entries(
  causes,
)) {
  test(`${name}: the error names the file, the cause and the remedy`, limit, async (t) => {
    const { openPage } = await startSmallStage(t, stage, { html: pageWith(policy) });
    const opened = await openPage(prepare);
    if (wasm) await opened.route("**/*.wasm", answerWith(wasm));
    if (!isFinal) await opened.route("**/wasm_base64.js", answerWith(wasm ?? gone));
    const { message, ...seen } = await opened.evaluate(call);
    assert.deepEqual(seen, { isOurs: true, code, retryable: code === "network", status });
    for (const pattern of [address, ...expected]) assert.match(message, pattern);
    // Without the obstacle a later call loads the module; with the copy alone, too.
    if (isFinal) return;
    await opened.unroute("**/wasm_base64.js");
    assert.deepEqual(await opened.evaluate(call), done);
  });
}

test("a module that is served as another type runs nevertheless", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage, { html: pageWith() });
  const opened = await openPage();
  await opened.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "text/plain" } });
  });
  assert.deepEqual(await opened.evaluate(call), done);
  assert.ok(!gateway.files.some((name) => /load-failure|wasm_base64/.test(name)));
});

test("a request that breaks once is repeated, and no call fails", limit, async (t) => {
  const { gateway, openPage } = await startSmallStage(t, stage, { html: pageWith() });
  const opened = await openPage();
  await opened.route("**/*.wasm", (route) => route.abort(), { times: 1 });
  assert.deepEqual(await opened.evaluate(call), done);
  assert.ok(!gateway.files.some((name) => /wasm_base64/.test(name)));
});

test(
  "without the file that explains a failure, the error still names the module and its server's answer",
  limit,
  async (t) => {
    const { openPage } = await startSmallStage(t, stage, { html: pageWith() });
    const opened = await openPage();
    for (const pattern of ["**/*.wasm", "**/load-failure.js"]) await opened.route(pattern, answerWith(gone));
    const { message, ...seen } = await opened.evaluate(call);
    assert.deepEqual(seen, { isOurs: true, code: "configuration", retryable: false, status: 404 });
    assert.match(message, /\.wasm file could not be loaded: its server answered 404/);
  },
);

test("a script of the package that is answered with a page says so", limit, async (t) => {
  const { openPage } = await startSmallStage(t, stage, { html: pageWith() });
  const opened = await openPage();
  await opened.route("**/on-demand.js", answerWith(page));
  const { message, ...seen } = await opened.evaluate(call);
  assert.deepEqual(seen, { isOurs: true, code: "configuration", retryable: false, status: 200 });
  assert.match(message, /on-demand\.js could not be loaded: its server answered 200 \(text\/html/);
});

test("a module of one's own that is missing is not replaced", limit, async (t) => {
  const { openPage } = await startSmallStage(t, stage, { html: pageWith() });
  const opened = await openPage();
  await opened.route("**/mine.wasm", answerWith(gone));
  const message = await opened.evaluate(() => sdk.init({ wasm: "/package/mine.wasm" }).catch((error) => error.message));
  assert.match(message, /\/package\/mine\.wasm is not there/);
});
