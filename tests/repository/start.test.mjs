import assert from "node:assert/strict";
import { once } from "node:events";
import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { lanAddresses } from "../../scripts/run/phone/address.mjs";
import { freePort } from "../../scripts/run/port.mjs";
import { descendants, isAlive, startCommand, untilReady } from "../support/servers/processes.mjs";
import { startStack } from "../support/servers/stack.mjs";

/** `npm start` on a free port, with its processes once it is ready. */
async function started(env = {}) {
  const port = await freePort();
  const command = startCommand("npm", ["start"], { env: { PORT: String(port), ...env } });
  const url = await untilReady(command);
  return { port, command, url, processes: await descendants(command.child.pid) };
}

/** The variables one of these processes was started with. */
async function environmentOf(processes, program) {
  const { processId } = processes.find(({ command }) => command.includes(program));
  const text = await readFile(`/proc/${processId}/environ`, "utf8");
  const pairs = text.split("\0").map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]);
  return Object.fromEntries(pairs);
}

async function assertAllGone(processes) {
  const alive = [];
  for (const { processId, command } of processes) if (await isAlive(processId)) alive.push(command);
  assert.deepEqual(alive, []);
}

for (const signal of ["SIGINT", "SIGTERM"]) {
  test(`npm start serves the demo page on PORT, says so last, and leaves no process after ${signal}`, async () => {
    // As a shell may hold it that is used for another project too.
    const { port, command, url, processes } = await started({ DATABASE_URL: "postgresql://another.example/project" });
    assert.equal(url, `http://127.0.0.1:${port}`);
    const page = await fetch(url);
    assert.equal(page.status, 200);
    assert.match(await page.text(), /id="create"/);
    assert.equal(processes.filter(({ command }) => /akool-(simulator|gateway)/.test(command)).length, 2);
    const simulator = await environmentOf(processes, "akool-simulator");
    const gateway = await environmentOf(processes, "akool-gateway");
    assert.equal(gateway.DATABASE_URL, undefined, "another project's database is left alone");
    assert.ok(gateway.AKOOL_CLIENT_ID, "without it the simulator's reports cannot be read");
    assert.equal(gateway.AKOOL_CLIENT_ID, simulator.AKOOL_SIMULATOR_CLIENT_ID);

    // A terminal sends it to the whole group, a supervisor to npm alone; either has to do.
    process.kill(signal === "SIGINT" ? -command.child.pid : command.child.pid, signal);
    const { stdout, stderr } = await command.ended;
    assert.equal(stdout.trim().split("\n").at(-1), `ready ${url}`);
    assert.doesNotMatch(stderr, /^error:/m);
    await assertAllGone(processes);
    await assert.rejects(access(/Logs are in (\S+)\./.exec(stderr)[1]), "its temporary folder is gone");
    await assert.rejects(fetch(url));
  });
}

test("npm start ends with one line, and ends everything else, when one of its servers dies", async () => {
  for (const name of ["simulator", "gateway"]) {
    const { command, processes } = await started();
    const victim = processes.find((process) => process.command.includes(`akool-${name}`));
    process.kill(victim.processId, "SIGKILL");
    const { status, stderr } = await command.ended;
    assert.equal(status, 1);
    const fault = new RegExp(`^error: the ${name} ended unexpectedly \\(SIGKILL\\), see its log in (\\S+)$`, "m").exec(
      stderr,
    );
    assert.ok(fault, stderr);
    await rm(fault[1], { recursive: true });
    await assertAllGone(processes);
  }
});

test("npm start says in one line that the port is taken, before it builds anything", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address();
  const { status, stdout, stderr } = await startCommand(process.execPath, ["scripts/run/start.mjs"], {
    env: { PORT: String(port) },
  }).ended;
  other.close();
  assert.equal(status, 1);
  assert.equal(
    `${stdout}${stderr}`,
    `error: port ${port} is taken: set PORT to another one, as in \`PORT=8081 npm start\`\n`,
  );
});

test("npm start refuses a PORT that is none", async () => {
  const { status, stderr } = await startCommand(process.execPath, ["scripts/run/start.mjs"], { env: { PORT: "80x" } })
    .ended;
  assert.equal(status, 1);
  assert.equal(stderr, "error: PORT is 80x: it must be a number up to 65535\n");
});

test("with AKOOL_API_KEY set, npm start uses that account, starts no simulator, and shows the key nowhere", async () => {
  const vendor = await startStack();
  const state = await mkdtemp(join(tmpdir(), "akool-start-"));
  const key = vendor.secrets.apiKey;
  try {
    const { command, url, processes } = await started({
      AKOOL_API_KEY: key,
      AKOOL_CLIENT_ID: vendor.secrets.clientId,
      AKOOL_GATEWAY_UPSTREAM: vendor.simulator.url,
      XDG_STATE_HOME: state,
    });
    assert.deepEqual(
      processes.filter(({ command }) => command.includes("akool-simulator")),
      [],
    );
    assert.deepEqual(
      processes.filter(({ command }) => command.includes(key)),
      [],
    );
    assert.equal((await environmentOf(processes, "akool-gateway")).AKOOL_CLIENT_ID, vendor.secrets.clientId);

    const grant = await (await fetch(`${url}/token`, { method: "POST" })).json();
    const answer = await fetch(`${url}/api/open/v3/faceswap/quota/info`, {
      headers: { authorization: `Bearer ${grant.access_token}` },
    });
    const quota = await answer.text();
    assert.equal(JSON.parse(quota).code, 1000);

    process.kill(command.child.pid, "SIGTERM");
    const { stdout, stderr } = await command.ended;
    const log = await readFile(join(state, "akool-image-to-video", "gateway.log"), "utf8");
    for (const text of [stdout, stderr, log, quota, JSON.stringify(grant)]) assert.ok(!text.includes(key));
    await assertAllGone(processes);
  } finally {
    await vendor.stop();
    await rm(state, { recursive: true, force: true });
  }
});

test("npm start -- --host says how a phone gets to the demo, and lets it in with a code only", async () => {
  const [address] = lanAddresses();
  const port = await freePort();
  const command = startCommand("npm", ["start", "--", "--host"], { env: { PORT: String(port) }, stdin: "pipe" });
  if (!address) {
    const { status, stderr } = await command.ended;
    assert.equal(status, 1);
    return assert.match(stderr, /^error: this machine has no IPv4 address in a local network: /m);
  }
  const invitations = () => [...command.output.stderr.matchAll(/^On a phone .* open (http:\S+)\/pair\/([\w-]{22})$/gm)];
  const url = await untilReady(command);
  assert.equal(url, `http://127.0.0.1:${port}`);
  const [[, lanUrl, firstCode]] = invitations();
  assert.equal(new URL(lanUrl).hostname, address);
  for (const sentence of [/█▀▀▀▀▀█|█ ▄▄▄▄▄ █/, /without a code, nothing here/, /works once/, /not encrypted/])
    assert.match(command.output.stderr, sentence);
  assert.equal((await fetch(lanUrl)).status, 403);
  assert.equal(await fetch(`http://${address}:${port}`).catch(() => undefined), undefined);

  command.child.stdin.write("\n");
  while (invitations().length < 2) await once(command.child.stderr, "data");
  const [, [, , secondCode]] = invitations();
  assert.equal((await fetch(`${lanUrl}/pair/${firstCode}`)).status, 403);
  const paired = await fetch(`${lanUrl}/pair/${secondCode}`);
  const [cookie] = paired.headers.getSetCookie()[0].split(";");
  assert.match(await (await fetch(lanUrl, { headers: { cookie } })).text(), /id="create"/);

  process.kill(command.child.pid, "SIGTERM");
  const { stdout } = await command.ended;
  assert.equal(stdout.trim().split("\n").at(-1), `ready ${url}`);
  await assert.rejects(fetch(lanUrl), "nothing is left on the network");
});

test("npm start opens the demo to phones only as it starts it itself, and on an address of this machine", async () => {
  const [address] = lanAddresses();
  const wrong = [[["--host=203.0.113.213"], {}, /^error: .*203\.0\.113\.213 is no local address|no IPv4 address/]];
  if (address)
    wrong.push([[], { HOST: address, AKOOL_GATEWAY_LOGIN_FREE: "0" }, /with AKOOL_GATEWAY_LOGIN_FREE: unset it/]);
  for (const [programArguments, env, message] of wrong) {
    const { status, stderr } = await startCommand(process.execPath, ["scripts/run/start.mjs", ...programArguments], {
      env: { PORT: "0", ...env },
    }).ended;
    assert.equal(status, 1);
    assert.match(stderr, message);
  }
});
