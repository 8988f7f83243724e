import assert from "node:assert/strict";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, beforeEach, test } from "node:test";
import { chromiumSwitches, findBrowser } from "../../scripts/setup/browsers/browser.mjs";
import { capture, withPath } from "../../scripts/shared/command.mjs";
import { builtProgram, root } from "../../scripts/shared/paths.mjs";
import { freePort } from "../../scripts/run/port.mjs";
import { picture } from "../support/picture.mjs";
import { startCommand, untilReady } from "../support/servers/processes.mjs";

/** Installing Playwright and starting a browser takes some seconds on two idle cores. */
const commandLimitMs = 180_000;

// Every example of the simulator's page as it stands there, but for the two ports, which may be taken here.
let examples;
let folder;
let environment;
let pictures;
let simulator;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), "akool-examples-"));
  pictures = createServer((_, response) => response.end(picture(96, 64))).listen(0, "127.0.0.1");
  await once(pictures, "listening");
  const port = await freePort();
  const page = await readFile(join(root, "crates/simulator/EXAMPLES.md"), "utf8");
  examples = chapters(page.replaceAll("8800", port).replaceAll("9000", pictures.address().port));
  environment = withPath([dirname(builtProgram("akool-simulator"))]);

  const [start] = examples["Using the simulator"].sh;
  simulator = startCommand("bash", ["-euc", start.replace("\nakool-simulator", "\nexec akool-simulator")], {
    env: environment,
  });
  assert.equal(await untilReady(simulator), `http://127.0.0.1:${port}`);
  environment.SIMULATOR_URL = `http://127.0.0.1:${port}`;
  environment.AKOOL_SIMULATOR_API_KEY = /AKOOL_SIMULATOR_API_KEY=(\w+)/.exec(start)[1];
});

after(async () => {
  simulator?.child.kill();
  pictures?.close();
  await rm(folder, { recursive: true, force: true });
});

beforeEach(() => control("reset", {}));

test("curl creates a job and looks at it", async () => {
  const [code] = examples.curl.sh;
  const output = await run("bash", "-euc", `${code}\necho; echo "id $ID"`);
  const [effects, result] = output.match(/\{"code":1000.*?\}(?=\{"code"|\s*id )/gs).map((text) => JSON.parse(text));
  assert.ok(effects.data.result.length >= 10);
  assert.equal(result.data.result[0]._id, /id (\w{24})/.exec(output)[1]);
});

test("curl stops the clock, steps it, and reads what was asked", async () => {
  const [create] = examples.curl.sh;
  const [code] = examples["In any language: three calls"].sh;
  const [before, middle] = code.split(/^# … the program under test creates a job …$/m);
  assert.ok(middle, "the example marks where the program under test works");
  const output = await run("bash", "-euc", `URL=$SIMULATOR_URL\n${before}\n${create} > /dev/null\n${middle}`);
  assert.match(output, /"settled":true/);
  const { entries } = JSON.parse(output.slice(output.indexOf('{"entries"')));
  assert.equal(entries.length, 1);
  const { jobs } = await control("jobs");
  assert.equal(jobs.length, 1);
});

test("Python's own test suite passes with it", async () => {
  const [code] = examples["Python, standard library only"].python;
  await writeFile(join(folder, "test_create.py"), code);
  await run("python3", "test_create.py");
});

test("Node opens a webhook that it received", async () => {
  const [code] = examples["Receiving webhooks"].js;
  await writeFile(join(folder, "open.mjs"), code);
  const { open } = await import(join(folder, "open.mjs"));
  const clientId = "a-client-id-of-this-test";
  const received = [];
  const receiver = createServer(async (request, response) => {
    let body = "";
    for await (const piece of request) body += piece;
    received.push(JSON.parse(body));
    response.end();
  }).listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const own = startCommand(builtProgram("akool-simulator"), ["--quality", "preview", "--control", "--stopped"], {
    env: { ...environment, AKOOL_SIMULATOR_CLIENT_ID: clientId },
  });
  try {
    const url = await untilReady(own);
    const apiKey = environment.AKOOL_SIMULATOR_API_KEY;
    const created = await fetch(`${url}/api/open/v4/image2Video/createBySourcePrompt`, {
      method: "POST",
      headers: { "x-api-key": apiKey },
      body: JSON.stringify({
        image_url: `http://127.0.0.1:${pictures.address().port}/cat.jpg`,
        prompt: "zoom in",
        webhookurl: `http://127.0.0.1:${receiver.address().port}/`,
      }),
    });
    const { data } = await created.json();
    await fetch(`${url}/_control/clock`, { method: "POST", body: '{"step_ms": 6000}' });
    const reports = received.map((report) => open(report, clientId, apiKey));
    assert.deepEqual(
      reports.map(({ _id, status }) => [_id, status]),
      [
        [data._id, 2],
        [data._id, 3],
      ],
    );
    assert.throws(() => open({ ...received[0], nonce: "1" }, clientId, apiKey), /forged/);
  } finally {
    own.child.kill();
    receiver.close();
  }
});

test("a Playwright test makes an answer get lost and sees what the page says", async () => {
  const [code] = examples.Playwright.js;
  const project = join(folder, "playwright");
  await cp(join(root, "tests/servers/simulator-examples/playwright"), project, { recursive: true });
  await writeFile(join(project, "lost-answer.spec.js"), code);
  await run("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", { cwd: project });
  Object.assign(environment, {
    SITE_URL: `http://127.0.0.1:${await freePort()}`,
    CHROME: findBrowser().chromium,
    CHROME_SWITCHES: JSON.stringify(chromiumSwitches),
  });
  assert.match(await run("npx", "playwright", "test", "--reporter=line", { cwd: project }), /1 passed/);
});

test("the simulator starts with the scenario file and gives the same rough day every time", async () => {
  const [scenario] = examples["A scenario file"].json;
  await writeFile(join(folder, "rough-day.json"), scenario);
  const day = async () => {
    const flags = ["--scenario", "rough-day.json", "--seed", "1", "--quality", "preview", "--control", "--stopped"];
    const own = startCommand(builtProgram("akool-simulator"), flags, { cwd: folder, env: environment });
    try {
      const url = await untilReady(own);
      const statuses = [];
      for (let look = 0; look < 40; look += 1) {
        const answer = await fetch(`${url}/api/open/v4/image2Video/resultsByIds`, {
          method: "POST",
          headers: { "x-api-key": environment.AKOOL_SIMULATOR_API_KEY },
          body: '{"_ids": "0"}',
        });
        statuses.push(answer.status);
      }
      return statuses;
    } finally {
      own.child.kill();
    }
  };
  const first = await day();
  assert.deepEqual([...new Set(first)].sort(), [200, 503]);
  assert.deepEqual(await day(), first);
});

test("curl takes a session of its own and ends it", async () => {
  const [code] = examples["Parallel tests"].sh;
  const set = 'URL=$SIMULATOR_URL\nKEY="x-api-key: $AKOOL_SIMULATOR_API_KEY"';
  const output = await run("bash", "-euc", `${set}\n${code}`);
  assert.match(output, /"credit":10000.*"settled":true.*"ended":/s);
  assert.deepEqual((await control("sessions")).sessions, []);
});

test("a recording of another server is replayed and compared", async () => {
  const lines = examples["Record once, replay offline"].sh[0].trim().split("\n");
  const [record, replay, drift] = lines.map((line) => line.replace(/\s+&?\s*#.*$/, ""));
  const options = { cwd: folder, env: environment };
  const credits = async (command) => {
    const own = startCommand("bash", ["-euc", `exec ${command}`], options);
    try {
      const url = `${await untilReady(own)}/api/open/v3/faceswap/quota/info`;
      const answer = await fetch(url, { headers: { "x-api-key": environment.AKOOL_SIMULATOR_API_KEY } });
      return (await answer.json()).data.credit;
    } finally {
      own.child.kill();
      await own.ended;
    }
  };
  assert.equal(await credits(record.replace("https://openapi.akool.com", environment.SIMULATOR_URL)), 10_000);
  assert.equal(await credits(replay), 10_000);
  assert.match(await run("bash", "-euc", drift, options), /1 answer compared, no drift/);
});

/** A page's code blocks by heading and language. */
function chapters(page) {
  const found = {};
  let chapter;
  for (const [, heading, language, code] of page.matchAll(/^#+ (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)) {
    if (heading) chapter = found[heading] = {};
    else (chapter[language] ??= []).push(code);
  }
  return found;
}

async function run(program, ...programArguments) {
  const options = typeof programArguments.at(-1) === "object" ? programArguments.pop() : {};
  const { status, stdout, stderr } = await capture(program, programArguments, {
    cwd: folder,
    env: environment,
    limitMs: commandLimitMs,
    ...options,
  });
  assert.equal(status, 0, `${program}: ${stdout}\n${stderr}`);
  return stdout;
}

async function control(path, body) {
  const options = body && { method: "POST", body: JSON.stringify(body) };
  return (await fetch(`${environment.SIMULATOR_URL}/_control/${path}`, options)).json();
}
