import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chmod, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { platforms } from "../../scripts/release/platforms.mjs";
import { findProgram } from "../../scripts/shared/command.mjs";
import { builtProgram } from "../../scripts/shared/paths.mjs";
import { ownVersion } from "../../scripts/shared/version.mjs";
import { picture } from "../support/picture.mjs";
import { publishServers, thisPlatform } from "../support/servers/npm-servers.mjs";
import { descendants, isAlive, startCommand, untilPrinted, untilReady } from "../support/servers/processes.mjs";

const apiKey = "0123456789abcdef0123456789abcdef";

let published, folder, environment, pictures;
before(async () => {
  published = await publishServers();
  environment = published.environment;
  // The launchers as packed tarballs, by their paths; npm finds their programs in the registry.
  const { tarballOf } = published.registry;
  folder = await published.install(await tarballOf("akool-simulator"), await tarballOf("akool-gateway"));
  pictures = createServer((_, response) => response.end(picture(96, 64))).listen(0, "127.0.0.1");
  await once(pictures, "listening");
});
after(async () => {
  pictures?.close();
  await published?.remove();
});

/** Runs something in the project, as a user without Rust would. */
const start = (program, programArguments, { env = {}, cwd = folder } = {}) =>
  startCommand(program, programArguments, { cwd, env: { ...environment, ...env } });
const launcher = (name) => join(folder, "node_modules", name, "bin", `${name}.js`);

test("npm installs the programs of this platform and no others", async () => {
  assert.equal(findProgram("cargo", environment.PATH) ?? findProgram("rustc", environment.PATH), undefined);
  const names = (await readdir(join(folder, "node_modules"))).filter((name) => name.startsWith("akool"));
  const own = ["akool-gateway", "akool-simulator"].flatMap((name) => [name, `${name}-${thisPlatform.name}`]);
  assert.deepEqual(names.toSorted(), own.toSorted());
  assert.ok(platforms.length >= 7 && published.registry.fetched.every((name) => own.includes(name)));
});

test("npx runs the simulator, which makes a video, and a signal ends everything", async () => {
  const flags = ["--listen", "127.0.0.1:0", "--quality", "preview", "--speed", "20"];
  const npx = start("npx", ["akool-simulator", ...flags], { env: { AKOOL_SIMULATOR_API_KEY: apiKey } });
  try {
    const url = await untilReady(npx);
    const video = await makeVideo(url);
    assert.equal(video.subarray(4, 8).toString(), "ftyp");
  } finally {
    const below = await descendants(npx.child.pid);
    assert.ok(
      below.some(({ command }) => /linux|darwin/.test(command)),
      JSON.stringify(below),
    );
    npx.child.kill("SIGTERM");
    await npx.ended;
    for (const { processId } of below) assert.equal(await isAlive(processId), false);
  }
});

async function makeVideo(url) {
  const call = async (path, body) => {
    const headers = { "x-api-key": apiKey, "content-type": "application/json" };
    const route = `${url}/api/open/v4/image2Video/${path}`;
    return (await fetch(route, { method: "POST", headers, body: JSON.stringify(body) })).json();
  };
  const imageUrl = `http://127.0.0.1:${pictures.address().port}/cat.png`;
  const { data: job } = await call("createBySourcePrompt", { image_url: imageUrl, prompt: "zoom in" });
  for (;;) {
    const [result] = (await call("resultsByIds", { _ids: job._id })).data.result;
    assert.notEqual(result.status, 4, JSON.stringify(result));
    if (result.status === 3) return Buffer.from(await (await fetch(result.video_url)).arrayBuffer());
  }
}

test("npx runs the gateway's commands, with their output and exit status", async () => {
  const version = await start("npx", ["akool-gateway", "version"]).ended;
  assert.deepEqual([version.status, version.stdout.includes(await ownVersion())], [0, true]);
  const faulty = await start("npx", ["akool-gateway", "check-config"]).ended;
  assert.equal(faulty.status, 78);
  assert.match(`${faulty.stdout}${faulty.stderr}`, /AKOOL_API_KEY/);
  const right = {
    AKOOL_API_KEY: apiKey,
    AKOOL_GATEWAY_MASTER_SECRET: randomBytes(36).toString("base64url"),
    AKOOL_GATEWAY_LOGIN_FREE: "1",
    AKOOL_GATEWAY_DATA_DIR: folder,
    AKOOL_GATEWAY_BINARY: builtProgram("akool-gateway"),
  };
  const { status, stdout, stderr } = await start("npx", ["akool-gateway", "check-config"], { env: right }).ended;
  assert.equal(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, /The configuration is in order/);
});

/** Starts the simulator's launcher with a script of a test in place of the program. */
async function startWith(name, script) {
  const program = join(folder, name);
  await writeFile(program, script);
  await chmod(program, 0o755);
  return { env: { AKOOL_SIMULATOR_BINARY: program } };
}

test("arguments, standard streams and the exit status are passed through", async () => {
  const { env } = await startWith("streams", '#!/bin/sh\nread line\necho "out $line $*"\necho "err" >&2\nexit 7\n');
  const run = "echo typed | node $0 'one two' --three";
  const { status, stdout, stderr } = await start("sh", ["-c", run, launcher("akool-simulator")], { env }).ended;
  assert.deepEqual({ status, stdout, stderr }, { status: 7, stdout: "out typed one two --three\n", stderr: "err\n" });
});

const counting = `#!${process.execPath}
let interrupts = 0;
process.on("SIGINT", () => console.log("interrupt", String((interrupts += 1))));
process.on("SIGTERM", () => {
  console.log("interrupts in all", String(interrupts));
  process.exit(3);
});
console.log("ready http://program");
setInterval(() => {}, 60_000);
`;

test("a signal reaches the program, whose end is the launcher's", async () => {
  const { env } = await startWith("counting", counting);
  const command = start("node", [launcher("akool-simulator")], { env });
  await untilReady(command);
  command.child.kill("SIGINT");
  // Two signals that wait together may be taken in either order, by two threads.
  await untilPrinted(command, /^interrupt 1$/m);
  command.child.kill("SIGTERM");
  const { status, stdout } = await command.ended;
  assert.equal(status, 3);
  assert.match(stdout, /interrupts in all 1\n$/);

  const killed = await startWith("killed", "#!/bin/sh\nkill -KILL $$\n");
  assert.equal((await start("node", [launcher("akool-simulator")], killed).ended).signal, "SIGKILL");
});

test("Ctrl-C in a terminal reaches the program once", async () => {
  const { env } = await startWith("counting", counting);
  const inTerminal = `
import os, pty, signal, sys
process, terminal = pty.fork()
if process == 0: os.execvp("node", ["node", sys.argv[1]])
output = b""
while b"ready" not in output: output += os.read(terminal, 1024)
os.write(terminal, b"\\x03")
while b"interrupt 1" not in output: output += os.read(terminal, 1024)
os.kill(process, signal.SIGTERM)
while b"in all" not in output: output += os.read(terminal, 1024)
print(output.decode(), os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]))
`;
  const path = `${environment.PATH}:${process.env.PATH}`;
  const python = start("python3", ["-c", inTerminal, launcher("akool-simulator")], { env: { ...env, PATH: path } });
  const { stdout, stderr } = await python.ended;
  assert.match(stdout, /interrupts in all 1\s+3\n$/, stderr);
});

test("without its optional dependency the launcher says what to do", async () => {
  const bare = await published.install("--omit=optional", "akool-simulator");
  const { status, stdout, stderr } = await start("npx", ["akool-simulator", "--version"], { cwd: bare }).ended;
  assert.deepEqual([status, stdout], [1, ""]);
  assert.match(stderr, new RegExp(`^akool-simulator: the package akool-simulator-${thisPlatform.name}, which holds`));
  assert.match(stderr, /--no-optional.* Run `npm install` again/);
});
