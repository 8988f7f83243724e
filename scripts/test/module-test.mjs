import { startDevServer } from "../../tests/support/servers/dev-server.mjs";
import { startEngine } from "../../tests/support/browser/engine.mjs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { startRelay } from "../../tests/support/servers/relay.mjs";
import { startStack } from "../../tests/support/servers/stack.mjs";
import { capture, run, withPath } from "../shared/command.mjs";
import { chosenEngines } from "../setup/browsers/engines.mjs";
import { Failure } from "../shared/failure.mjs";
import { packageDirectory } from "../shared/paths.mjs";
import { freePort } from "../run/port.mjs";
import { say } from "../shared/say.mjs";

const build = ["test", "--release", "--locked", "--target", "wasm32-unknown-unknown", "--test", "module", "--no-run"];

/** Several times what the tests take in one engine. */
const engineLimitMs = 120_000;

/** Runs the module's own tests on the published module in every engine, against the real gateway and simulator. */
export async function testModule({ toolDirectories }) {
  const address = `127.0.0.1:${await freePort()}`;
  // The server of wasm-bindgen's test runner leaves a connection unserved, while others live, when several come at the
  // same moment: tiny_http 0.12 counts a thread that is about to take one as still free. Browsers open six.
  const page = await startRelay(`http://${address}`, packageFile);
  let server, stack;
  try {
    stack = await startStack({ origins: [page.url] });
    const env = {
      ...withPath(toolDirectories),
      WASM_BINDGEN_TEST_ADDRESS: address,
      // Then it serves the page to whoever comes.
      NO_HEADLESS: "1",
      // The page under test is an ordinary one, without the headers that cut it off from other origins.
      WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: "1",
    };
    server = await startDevServer("wasm-bindgen-test-runner", [await testModulePath()], { env, url: page.url });
    const results = [];
    const url = `${page.url}/?${new URLSearchParams({ gateway: stack.gateway.url })}`;
    for (const name of chosenEngines()) results.push(await testIn(name, url));
    return { status: results.every(({ passed }) => passed) ? 0 : 1, lines: results.flatMap(({ lines }) => lines) };
  } finally {
    await server?.stop();
    page.stop();
    await stack?.stop();
  }
}

/** The package as it is published, beside the files that the tests name; wasm-bindgen serves only these. */
async function packageFile(path) {
  const [, name] = /\/pkg\/([\w./-]+)$/.exec(path) ?? [];
  if (!name) return undefined;
  const type = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
  return { type, body: await readFile(join(packageDirectory, name)) };
}

/** Builds the tests, once for all engines. */
export async function buildModuleTests() {
  say("Building the tests of the module (a minute or two the first time)");
  await run("cargo", build);
}

/** Where cargo has put the tests. */
async function testModulePath() {
  const { stdout } = await capture("cargo", [...build, "--message-format=json", "--quiet"]);
  const built = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
  const { executable } = built.find(({ target, executable }) => target?.name === "module" && executable) ?? {};
  if (!executable) throw new Failure("cargo does not tell where the module's tests are");
  return executable;
}

/** Opens the page of the tests in an engine, and shows what it writes until it is done. */
async function testIn(name, pageUrl) {
  const engine = await startEngine(name);
  let page;
  let text = "";
  try {
    page = await engine.open();
    say(`\n-- ${engine.title} ${page.version}`);
    await page.goto(pageUrl);
    const until = performance.now() + engineLimitMs;
    while (!/^test result: .*$/m.test(text)) {
      if (performance.now() > until) throw new Error("the tests do not end");
      await new Promise((resolve) => setTimeout(resolve, 200));
      const now = await read(page);
      process.stdout.write(now.slice(text.length));
      text = now;
    }
  } catch (error) {
    say(`${engine.title}: ${error.message}\n${engine.output()}`);
    text += "\ntest result: FAILED.\n";
  } finally {
    await page?.close();
    await engine.stop();
  }
  const lines = text.split("\n").map((line) => line.replace(/^test result: .*/, `$& (${engine.title})`));
  return { passed: /^test result: ok/m.test(text), lines };
}

function read(page) {
  return page.evaluate(() => document.querySelector("#output")?.textContent ?? "");
}
