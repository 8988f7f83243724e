import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { capture, findProgram } from "../../scripts/shared/command.mjs";
import { hostTriple, installReleaseArchive } from "../../scripts/setup/release-archive.mjs";
import { isAtLeast, parseVersion } from "../../scripts/shared/version.mjs";
import { startCommand } from "../support/servers/processes.mjs";

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
  const { status, stdout, stderr } = await startCommand(process.execPath, ["scripts/build/build.mjs"], { env }).ended;
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

test("where packages cannot be installed, set-up names the command to type", async () => {
  const directory = join(folder, "no-sudo");
  await mkdir(directory);
  await writeFile(join(directory, "apt-get"), "#!/bin/sh\nexit 1\n", { mode: 0o755 });
  const script = `
    import { ensureSystemPackages } from ${JSON.stringify(new URL("../../scripts/setup/system-packages.mjs", import.meta.url).href)};
    process.getuid = () => 1000;
    const missing = [{ thing: "nasm", name: "nasm", isMissing: () => true }];
    await ensureSystemPackages(missing).catch((error) => console.log(error.message));`;
  const { stdout } = await capture(process.execPath, ["--input-type=module", "-e", script], {
    env: { PATH: directory },
  });
  assert.equal(stdout, "nasm is missing: run `sudo apt-get install nasm`, then try again\n");
});

const scriptUrl = (file) => JSON.stringify(new URL(`../../scripts/setup/${file}`, import.meta.url).href);

/** What the set-up prints when it makes sure of some packages on a machine that has only the given programs. */
async function ensureOn(programs, packages, { isRoot = false, env = {}, options = [] } = {}) {
  const directory = await mkdtemp(join(folder, "packages-"));
  for (const [name, script] of Object.entries(programs)) {
    await writeFile(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const [file, name] = packages;
  const script = `
    import { ${name} } from ${scriptUrl(file)};
    import { ensureSystemPackages } from ${scriptUrl("system-packages.mjs")};
    process.getuid = () => ${isRoot ? 0 : 1000};
    await ensureSystemPackages(${name}).then(() => console.log("there"), (error) => console.log(error.message));`;
  const { stdout } = await capture(process.execPath, ["--input-type=module", "-e", script, "", ...options], {
    env: { PATH: directory, HOME: directory, ...env },
  });
  const said = stdout.trim();
  return { said, calls: await readFile(join(directory, "calls"), "utf8").catch(() => "") };
}

const unhelpfulApt = { "apt-get": "exit 1" };
/** It notes how it was called, and what it installs is there afterwards. */
const workingApt = {
  "apt-get": `cd "\${0%/*}" && echo "$*" >> calls && for name; do case $name in go*) echo > go;; python3) echo > python3;; esac; done; PATH=/bin:/usr/bin chmod +x go python3 2>&1; true`,
};

test("what is missing is asked for at once, and nothing else", async () => {
  const { said } = await ensureOn({ ...unhelpfulApt, curl: "" }, ["example-tools.mjs", "examplePackages"]);
  assert.equal(
    said,
    "Python, Go are missing: run `sudo apt-get install python3 python3-pip golang-go`, then try again",
  );
  const all = { ...unhelpfulApt, curl: "", go: "", python3: "" };
  assert.equal((await ensureOn(all, ["example-tools.mjs", "examplePackages"])).said, "there");
});

test("no system package is installed without an agreement", async () => {
  const examples = ["example-tools.mjs", "examplePackages"];
  const programs = { ...workingApt, curl: "" };
  const unasked = await ensureOn(programs, examples, { isRoot: true });
  assert.match(
    unasked.said,
    /^Python, Go are missing: run `sudo apt-get install .+`, then try again, or allow it with --yes$/,
  );
  assert.equal(unasked.calls, "");
  for (const consent of [{ options: ["--yes"] }, { env: { CI: "true" } }]) {
    const { said, calls } = await ensureOn(programs, examples, { isRoot: true, ...consent });
    assert.equal(said, "there");
    assert.deepEqual(calls.trim().split("\n"), [
      "update -qq",
      "install -y -qq --no-install-recommends python3 python3-pip golang-go",
    ]);
  }
});

test("without Firefox or WebKitGTK, set-up names the command to type", async () => {
  assert.equal(
    (await ensureOn(unhelpfulApt, ["browsers/firefox.mjs", "firefoxPackages"])).said,
    "Firefox is missing: run `sudo apt-get install firefox-esr`, then try again",
  );
  assert.equal(
    (await ensureOn(unhelpfulApt, ["browsers/webkit.mjs", "webkitPackages"])).said,
    "WebKitGTK with WebKitWebDriver and Xvfb is missing: run `sudo apt-get install webkit2gtk-driver xvfb`, then try again",
  );
});

test("where no package manager has WebKitGTK, set-up says how to test without it", async () => {
  assert.equal(
    (await ensureOn({ brew: "exit 1" }, ["browsers/webkit.mjs", "webkitPackages"])).said,
    "WebKitGTK with WebKitWebDriver and Xvfb is missing: install it, or name the engines to test with, as in `ENGINES=chromium,firefox npm test`, then try again",
  );
});

test("an engine that is not there can't be chosen", async () => {
  const script = `
    import { chosenEngines } from ${scriptUrl("browsers/engines.mjs")};
    try { chosenEngines(); } catch (error) { console.log(error.message); }`;
  const { stdout } = await capture(process.execPath, ["--input-type=module", "-e", script], {
    env: { ENGINES: "chromium,servo" },
  });
  assert.equal(stdout, "there is no engine servo; ENGINES can name chromium,firefox,webkit\n");
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
      import { hasSystemPackages } from ${JSON.stringify(new URL("../../scripts/setup/system-packages.mjs", import.meta.url).href)};
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
