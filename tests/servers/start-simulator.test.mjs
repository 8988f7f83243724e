import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { nodeTools } from "../../scripts/shared/paths.mjs";
import { samples } from "../support/markdown.mjs";
import { isAlive, startCommand } from "../support/servers/processes.mjs";
import { laySimulatorPackage } from "../support/servers/simulator-package.mjs";

let simulatorPackage, startSimulator;
before(async () => {
  simulatorPackage = await laySimulatorPackage();
  process.env.AKOOL_SIMULATOR_BINARY = simulatorPackage.environment.AKOOL_SIMULATOR_BINARY;
  ({ startSimulator } = await import(join(simulatorPackage.directory, "index.js")));
});
after(() => simulatorPackage?.remove());

/** Calls a route of Akool's as the code under test would. */
async function call({ url, apiKey }, path, body, headers = {}) {
  const response = await fetch(`${url}/api/open/v4/image2Video/${path}`, {
    method: "POST",
    headers: { "x-api-key": apiKey, ...headers },
    body: JSON.stringify(body),
  });
  return response.json();
}
const create = (account, headers) =>
  call(
    account,
    "createBySourcePrompt",
    { image_url: "http://127.0.0.1:1/no.png", prompt: "[fail: on purpose]" },
    headers,
  );

/** Runs a program of a user's that starts a simulator, says its process id, and goes on. */
function startUser(rest) {
  const index = JSON.stringify(join(simulatorPackage.directory, "index.js"));
  const code = `
    const { startSimulator } = await import(${index});
    const simulator = await startSimulator();
    console.log(simulator.processId);
    ${rest}`;
  return startCommand(process.execPath, ["--input-type=module", "--eval", code], { env: simulatorPackage.environment });
}

async function untilGone(processId) {
  while (await isAlive(processId)) await new Promise((resolve) => setTimeout(resolve, 20));
}

test("it starts with the options given, is steered by functions, and stops", async () => {
  const lines = [];
  const simulator = await startSimulator({
    credits: 60,
    plan: "free",
    clock: { stopped: true, startMs: 1_795_521_600_000 },
    scenario: { plans: [{ queue_ms: 0, processing_ms: 1000, count: 0 }] },
    log: (line) => lines.push(line),
  });
  try {
    assert.match(simulator.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const { credits, plan } = await simulator.account();
    assert.deepEqual({ credits, plan }, { credits: 60, plan: "free" });
    assert.equal((await simulator.clock()).now_ms, 1_795_521_600_000);

    const { data } = await create(simulator);
    assert.equal((await simulator.jobs())[0].id, data._id);
    assert.equal((await simulator.advance(1000)).settled, true);
    const [result] = (await call(simulator, "resultsByIds", { _ids: data._id })).data.result;
    assert.deepEqual([result.status, result.error_reason], [4, "on purpose"]);

    await simulator.addFaults({ route: "create", answer: { kind: "business", code: 1015 } });
    assert.equal((await create(simulator)).code, 1015);
    const journal = await simulator.journal({ route: "create" });
    assert.deepEqual(
      journal.map(({ code }) => code),
      [1000, 1015],
    );
    assert.deepEqual(await simulator.webhooks(), []);
    await simulator.reset();
    assert.deepEqual(await simulator.jobs(), []);
    await assert.rejects(
      simulator.failJob("none", "why"),
      /POST \/_control\/jobs\/none is refused: there is no such job/,
    );
  } finally {
    await simulator.stop();
  }
  assert.equal(await isAlive(simulator.processId), false);
  await assert.rejects(simulator.jobs(), /the simulator has ended \(status 0\)/);
  assert.ok(lines.every((line) => typeof line === "string"));
});

test("sessions by URL, key and header have accounts, scenarios and jobs of their own, and end", async () => {
  const simulator = await startSimulator();
  try {
    const poor = await simulator.session({ name: "poor", scenario: "out-of-credits" });
    const [rich, other] = await Promise.all([simulator.session(), simulator.session()]);
    assert.deepEqual([poor.name, new Set([poor.name, rich.name, other.name]).size], ["poor", 3]);

    const { url } = simulator;
    const byUrl = { url: poor.url, apiKey: simulator.apiKey };
    const byKey = { url, apiKey: poor.apiKey };
    assert.equal((await create(byUrl)).code, 1104);
    assert.equal((await create(byKey)).code, 1104);
    assert.equal((await create(simulator, poor.headers)).code, 1104);
    assert.equal((await create(rich)).code, 1000);
    const counts = await Promise.all([poor, rich, other, simulator].map(async (one) => (await one.jobs()).length));
    assert.deepEqual(counts, [0, 1, 0, 0]);
    assert.equal((await poor.journal({ route: "create" })).length, 3);

    await poor.end();
    await assert.rejects(poor.end(), /there is no such session/);
  } finally {
    await simulator.stop();
  }
});

test("a built-in scenario is chosen by its name", async () => {
  const simulator = await startSimulator({ scenario: "out-of-credits" });
  try {
    assert.equal((await create(simulator)).code, 1104);
  } finally {
    await simulator.stop();
  }
});

test("a test that forgets to stop it is not held up, and leaves no process behind", async () => {
  const { status, stdout, stderr } = await startUser("").ended;
  assert.equal(status, 0, stderr);
  await untilGone(Number(stdout));
});

test("it ends with its parent, even if that is killed", async () => {
  for (const signal of ["SIGINT", "SIGKILL"]) {
    const user = startUser("setInterval(() => {}, 60_000);");
    await once(user.child.stdout, "data");
    user.child.kill(signal);
    const { stdout } = await user.ended;
    await untilGone(Number(stdout));
  }
});

test("errors say what to do", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  const { port } = taken.address();
  await assert.rejects(startSimulator({ port }), /uses this port: choose another one, or leave `port` out/);
  taken.close();
  await assert.rejects(startSimulator({ port: 70_000 }), /port is a whole number from 0 to 65535, not 70000/);
  await assert.rejects(startSimulator({ scenario: "hapy" }), /hapy is neither .* nor one of happy, slow/);
  await assert.rejects(startSimulator({ scenario: { plans: [{ wrong: 1 }] } }), /scenario is refused: .*wrong/);
  await assert.rejects(startSimulator({ startTimeoutMs: 0 }), /not ready within 0 ms; `startTimeoutMs` allows more/);

  process.env.AKOOL_SIMULATOR_BINARY = "/no/such/file";
  await assert.rejects(startSimulator(), /AKOOL_SIMULATOR_BINARY names \/no\/such\/file, which does not exist/);
  process.env.AKOOL_SIMULATOR_BINARY = join(simulatorPackage.directory, "package.json");
  await assert.rejects(startSimulator(), /the program cannot be started: .*EACCES/);
  process.env.AKOOL_SIMULATOR_BINARY = simulatorPackage.environment.AKOOL_SIMULATOR_BINARY;
});

test("the README's test passes", async () => {
  const { place, directory, environment } = simulatorPackage;
  const [sample] = samples(await readFile(join(directory, "README.md"), "utf8")).filter(
    ({ language }) => language === "js",
  );
  const project = join(place, "readme");
  await simulatorPackage.linkInto(project);
  const codeUnderTest = `const makeVideo = ({ baseUrl, apiKey }) =>
    fetch(\`\${baseUrl}/api/open/v4/image2Video/createBySourcePrompt\`, {
      method: "POST",
      headers: { "x-api-key": apiKey },
      body: JSON.stringify({ image_url: "http://127.0.0.1:1/no.png", prompt: "zoom in" }),
    }).catch(() => "lost");`;
  await writeFile(join(project, "readme.test.mjs"), sample.code + codeUnderTest);
  // With it, the inner runner would take itself for a part of this one.
  const { NODE_TEST_CONTEXT: _, ...env } = environment;
  const { status, stdout } = await capture(process.execPath, ["--test", "readme.test.mjs"], { cwd: project, env });
  assert.equal(status, 0, stdout);
  assert.match(stdout, /(#|ℹ) pass 1/);
});

test("its types are for users without Node's types, and refuse what is wrong", async () => {
  const { place } = simulatorPackage;
  const sample = `
    import { startSimulator, type Session } from ${JSON.stringify(`${simulatorPackage.directory}/index.js`)};
    const simulator = await startSimulator({ scenario: "slow", clock: { stopped: true } });
    const session: Session = await simulator.session({ scenario: { account: { credits: 1 } } });
    await session.addFaults({ route: "create", effect: true, answer: { kind: "close" } });
    const [entry] = await session.journal({ route: "create" });
    export const status: number | null | undefined = entry?.status;
    // @ts-expect-error there is no such answer
    await session.addFaults({ answer: { kind: "explode" } });
    // @ts-expect-error there is no such scenario
    await session.scenario("hapy");
    // @ts-expect-error it is a number
    await startSimulator({ port: "8800" });`;
  await writeFile(join(place, "sample.mts"), sample);
  const compilerOptions = { strict: true, noEmit: true, target: "es2022", module: "nodenext", types: [] };
  await writeFile(join(place, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["sample.mts"] }));
  const { status, stdout } = await capture(join(nodeTools, "tsc"), ["--project", place]);
  assert.equal(status, 0, stdout);
});
