import assert from "node:assert/strict";
import { access, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { builtProgram, root } from "../../scripts/shared/paths.mjs";
import { startCommand, untilReady } from "../support/servers/processes.mjs";

/** Libraries that the image `distroless/cc-debian12` has: the C library's and the compiler's. */
const inImage = /^(linux-vdso|ld-linux|libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)[.-]/;

test("the two programs of the crate, which cargo install puts in place, run by themselves", async () => {
  const manifest = await readFile(join(root, "crates/simulator/Cargo.toml"), "utf8");
  const names = [...manifest.matchAll(/^\[\[bin\]\]\nname = "([\w-]+)"/gm)].map(([, name]) => name);
  assert.deepEqual(names, ["akool-simulator", "akool-conformance"]);
  const simulator = startCommand(builtProgram("akool-simulator"), ["--quality", "preview"]);
  const url = await untilReady(simulator);
  assert.equal((await fetch(`${url}/no/such/route`)).status, 404);
  simulator.child.kill();
  assert.equal((await simulator.ended).status, 0);
  const help = await capture(builtProgram("akool-conformance"), ["--help"]);
  assert.match(help.stdout, /--url/);
});

test("the Dockerfile names what is there, builds with the right Rust, and its image has what the program needs", async () => {
  const file = await readFile(join(root, "crates/simulator/Dockerfile"), "utf8");
  const manifest = await readFile(join(root, "Cargo.toml"), "utf8");
  const [, rustVersion] = /^rust-version = "([\d.]+)"$/m.exec(manifest);
  assert.ok(file.includes(`FROM rust:${rustVersion}-slim-bookworm`), "the toolchain is the workspace's");
  assert.match(file, /cargo build --release --locked -p akool-simulator$/m);
  assert.match(file, /^FROM gcr\.io\/distroless\/cc-debian12:nonroot$/m);

  // Only the whole tree and the built program are copied; nothing the build reads is left out of the tree.
  const copied = [...file.matchAll(/^COPY (.+)$/gm)].map(([, what]) => what);
  assert.deepEqual(copied, [
    ". .",
    "--from=build /source/target/release/akool-simulator /usr/local/bin/akool-simulator",
  ]);
  assert.match(file, /^ENTRYPOINT \["\/usr\/local\/bin\/akool-simulator"\]$/m);
  const left = (await readFile(join(root, "crates/simulator/Dockerfile.dockerignore"), "utf8")).trim().split("\n");
  const needed = [
    "Cargo.toml",
    "Cargo.lock",
    "crates/simulator/assets/preview.jpg",
    "crates/renderer/build.rs",
    "src/lib.rs",
  ];
  for (const path of needed) {
    await access(join(root, path));
    const isLeftOut = left.some((rule) => path.split("/").includes(rule.replace("**/", "")));
    assert.ok(!isLeftOut, `${path} reaches the build`);
  }

  const { status, stdout } = await capture("ldd", [builtProgram("akool-simulator")]);
  assert.equal(status, 0);
  const libraries = stdout
    .split("\n")
    .map((line) => line.trim().split(/\s/)[0].split("/").at(-1))
    .filter(Boolean);
  assert.deepEqual(
    libraries.filter((name) => !inImage.test(name)),
    [],
  );
  const help = await capture(builtProgram("akool-simulator"), [...JSON.parse(/^CMD (.+)$/m.exec(file)[1]), "--help"]);
  assert.equal(help.status, 0, "the image's own flags are understood");
});
