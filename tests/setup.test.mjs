import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { capture, findProgram } from "../scripts/command.mjs";
import { hostTriple, installReleaseArchive } from "../scripts/release-archive.mjs";
import { isAtLeast, parseVersion } from "../scripts/version.mjs";
import { startCommand } from "./support/processes.mjs";

let folder;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "akool-setup-"));
});
after(() => rm(folder, { recursive: true, force: true }));

test("versions compare by their numbers", () => {
  assert.deepEqual(parseVersion("rustc 1.95.0 (59807616e 2026-04-14)"), [1, 95, 0]);
  assert.equal(parseVersion("no version"), undefined);
  assert.ok(isAtLeast([1, 100, 0], [1, 95]));
  assert.ok(isAtLeast([1, 95, 0], [1, 95]));
  assert.ok(!isAtLeast([1, 94, 9], [1, 95]));
});

/** A machine on which the only programs are Node and the given scripts. */
async function machineWith(name, programs) {
  const directory = join(folder, name);
  await mkdir(join(directory, "home"), { recursive: true });
  await symlink(process.execPath, join(directory, "node"));
  for (const [program, script] of Object.entries(programs)) {
    await writeFile(join(directory, program), `#!/bin/sh\n${script}\n`);
    await chmod(join(directory, program), 0o755);
  }
  return {
    PATH: directory,
    HOME: join(directory, "home"),
    CARGO_HOME: join(directory, "home", ".cargo"),
    XDG_CACHE_HOME: directory,
  };
}

async function buildOn(env) {
  const { status, stdout, stderr } = await startCommand(process.execPath, ["scripts/build.mjs"], { env }).ended;
  return { status, lines: `${stdout}${stderr}`.trim().split("\n") };
}

test("without Rust, set-up ends with one line that says where to get it", async () => {
  const { status, lines } = await buildOn(await machineWith("bare", {}));
  assert.equal(status, 1);
  assert.deepEqual(lines, ["error: Rust is missing: install it from https://rustup.rs, then try again"]);
});

test("with a Rust that is too old, set-up ends with one line that says how to update it", async () => {
  const { status, lines } = await buildOn(
    await machineWith("old", { rustc: "echo 'rustc 1.80.1 (3f5fd8dd4 2024-08-06)'", cargo: "true" }),
  );
  assert.equal(status, 1);
  assert.deepEqual(lines, [
    "error: Rust 1.95 or newer is needed, this is 1.80.1: run `rustup update stable`, then try again",
  ]);
});

test("without a compiler and without a package manager, set-up ends with one line", async () => {
  const sysroot = join(folder, "sysroot");
  await mkdir(join(sysroot, "lib/rustlib/wasm32-unknown-unknown/lib"), { recursive: true });
  const rustc = `case "$1" in --print) echo ${sysroot};; *) echo 'rustc 1.95.0';; esac`;
  const { status, lines } = await buildOn(await machineWith("no-compiler", { rustc, cargo: "true" }));
  assert.equal(status, 1);
  assert.match(
    lines.join("\n"),
    process.platform === "darwin"
      ? /^error: a C\+\+ compiler .*$/
      : /^error: a C\+\+ compiler is missing: install it, then try again$/,
  );
});

test("where nobody may install packages, set-up names the command to type", async () => {
  const directory = join(folder, "no-sudo");
  await mkdir(directory);
  await writeFile(join(directory, "apt-get"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const script = `
    import { installSystemPackages } from ${JSON.stringify(new URL("../scripts/system-packages.mjs", import.meta.url).href)};
    process.getuid = () => 1000;
    await installSystemPackages("nasm", { name: "nasm", time: "seconds" }).catch((error) => console.log(error.message));`;
  const { stdout } = await capture(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: directory },
  });
  assert.equal(stdout, "nasm is missing: run `sudo apt-get install nasm`, then try again\n");
});

test("of what the examples are written in, only what is missing is asked for", async () => {
  const tools = JSON.stringify(new URL("../scripts/example-tools.mjs", import.meta.url).href);
  const script = `
    import { ensureExampleTools } from ${tools};
    process.getuid = () => 1000;
    await ensureExampleTools().then(() => console.log("there"), (error) => console.log(error.message));`;
  const ask = async (name, programs) => {
    const { PATH } = await machineWith(name, { "apt-get": "exit 1", ...programs });
    return (await capture(process.execPath, ["--input-type=module", "-e", script], { env: { PATH } })).stdout;
  };
  const answer = await ask("no-python", { curl: "", go: "" });
  assert.equal(answer, "Python is missing: run `sudo apt-get install python3`, then try again\n");
  assert.equal(await ask("has-all", { curl: "", go: "", python3: "" }), "there\n");
});

/** What a call of a function of the set-up says on a machine where nobody may install packages. */
async function refusalOf(call, { programs = {}, env = {} } = {}) {
  const directory = await mkdtemp(join(folder, "refusal-"));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const [file, name] = call;
  const script = `
    import { ${name} } from ${JSON.stringify(new URL(`../scripts/${file}`, import.meta.url).href)};
    process.getuid = () => 1000;
    await (async () => ${name}())().catch((error) => console.log(error.message));`;
  const { stdout, stderr } = await capture(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: directory, HOME: directory, ...env },
  });
  return `${stdout}${stderr}`;
}

const unhelpfulApt = { "apt-get": "exit 1" };

test("without Firefox or WebKitGTK, set-up names the command to type", async () => {
  assert.equal(
    await refusalOf(["firefox.mjs", "ensureFirefox"], { programs: unhelpfulApt }),
    "Firefox is missing: run `sudo apt-get install firefox-esr`, then try again\n",
  );
  assert.equal(
    await refusalOf(["webkit.mjs", "ensureWebKit"], { programs: unhelpfulApt }),
    "WebKitGTK with WebKitWebDriver and Xvfb is missing: run `sudo apt-get install webkit2gtk-driver xvfb`, then try again\n",
  );
});

test("where no package manager has WebKitGTK, set-up says how to test without it", async () => {
  assert.equal(
    await refusalOf(["webkit.mjs", "ensureWebKit"], { programs: { brew: "exit 1" } }),
    "WebKitGTK with WebKitWebDriver and Xvfb is missing: install it, or name the engines to test with, as in `ENGINES=chromium,firefox npm test`, then try again\n",
  );
});

test("an engine that is not there can't be chosen", async () => {
  const said = await refusalOf(["engines.mjs", "chosenEngines"], { env: { ENGINES: "chromium,servo" } });
  assert.equal(said, "there is no engine servo; ENGINES can name chromium,firefox,webkit\n");
});

test("packages that have no program to look for are asked for by name", async () => {
  const installed = (names) =>
    `for name; do case " ${names} " in *" $name "*) echo "Status: install ok installed";; esac; done`;
  const answers = [];
  for (const names of ["ffmpeg", "ffmpeg gstreamer1.0-plugins-good gstreamer1.0-libav"]) {
    const directory = await mkdtemp(join(folder, "packages-"));
    await writeFile(join(directory, "apt-get"), "#!/bin/sh\n", { mode: 0o755 });
    await writeFile(join(directory, "dpkg"), `#!/bin/sh\n${installed(names)}\n`, { mode: 0o755 });
    const script = `
      import { hasSystemPackages } from ${JSON.stringify(new URL("../scripts/system-packages.mjs", import.meta.url).href)};
      console.log(await hasSystemPackages("codecs"));`;
    const { stdout } = await capture(process.execPath, ["--input-type=module", "-e", script], {
      env: { PATH: directory },
    });
    answers.push(stdout.trim());
  }
  assert.deepEqual(answers, ["false", "true"]);
});

/** A stand-in for GitHub with one release that holds one archive. */
async function releaseServer(archive, digest) {
  const server = createServer((request, response) => {
    const asset = {
      name: `tool-${hostTriple()}.tar.gz`,
      digest,
      browser_download_url: `http://127.0.0.1:${server.address().port}/archive`,
    };
    if (request.url === "/repos/owner/tool/releases/tags/v1") response.end(JSON.stringify({ assets: [asset] }));
    else if (request.url === "/archive") response.end(archive);
    else response.writeHead(404).end();
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return { api: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

async function releaseArchive() {
  const content = join(folder, "content");
  await mkdir(join(content, "tool-v1"), { recursive: true });
  await writeFile(join(content, "tool-v1", "tool"), "#!/bin/sh\necho tool 1\n", { mode: 0o755 });
  const { status } = await capture("tar", ["-czf", join(folder, "tool.tar.gz"), "-C", content, "tool-v1"]);
  assert.equal(status, 0);
  return readFile(join(folder, "tool.tar.gz"));
}

test("a prebuilt tool is taken from a release whose checksum is right", async () => {
  const archive = await releaseArchive();
  const server = await releaseServer(archive, `sha256:${createHash("sha256").update(archive).digest("hex")}`);
  const directory = join(folder, "installed");
  try {
    await installReleaseArchive({
      repository: "owner/tool",
      tag: "v1",
      programs: ["tool"],
      directory,
      api: server.api,
    });
  } finally {
    server.close();
  }
  const { stdout } = await capture(join(directory, "tool"), []);
  assert.equal(stdout, "tool 1\n");
});

test("a prebuilt tool with a wrong or missing checksum, or from an unreachable place, is refused", async () => {
  const archive = await releaseArchive();
  const directory = join(folder, "refused");
  for (const [digest, reason] of [
    [`sha256:${"0".repeat(64)}`, /checksum of .* is/],
    [undefined, /no checksum/],
  ]) {
    const server = await releaseServer(archive, digest);
    const attempt = installReleaseArchive({
      repository: "owner/tool",
      tag: "v1",
      programs: ["tool"],
      directory,
      api: server.api,
    });
    await assert.rejects(attempt, reason);
    const missing = installReleaseArchive({
      repository: "owner/tool",
      tag: "v2",
      programs: ["tool"],
      directory,
      api: server.api,
    });
    await assert.rejects(missing, /answered 404/);
    server.close();
    await assert.rejects(
      installReleaseArchive({ repository: "owner/tool", tag: "v1", programs: ["tool"], directory, api: server.api }),
      /cannot be reached/,
    );
  }
  assert.equal(findProgram("tool", directory), undefined);
});
