import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { capture } from "../../../scripts/shared/command.mjs";
import { builtProgram, root } from "../../../scripts/shared/paths.mjs";
import { startCommand } from "./processes.mjs";

/** Where Linux distributions keep the certificates that they trust. */
const certificates = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];
/** Libraries that the default base image, `distroless/cc-debian12`, has: the C library's and the compiler's. */
const inBaseImage = /^(ld-linux|libc|libm|libdl|libpthread|librt|libgcc_s|libstdc\+\+)[.-]/;

/**
 * Builds images and runs them with buildah, without a daemon and with storage of its own. Containers share the network
 * of this machine.
 */
export async function openImages() {
  const place = await mkdtemp(join(tmpdir(), "akool-images-"));
  const storage = ["--root", join(place, "storage"), "--runroot", join(place, "run"), "--storage-driver", "vfs"];
  const buildah = async (...commandArguments) => {
    const { status, stdout, stderr } = await capture("buildah", [...storage, ...commandArguments]);
    assert.equal(status, 0, `buildah ${commandArguments.join(" ")}: ${stderr}`);
    return stdout.trim();
  };

  await layBase(join(place, "base"));
  await writeFile(join(place, "Base"), "FROM scratch\nCOPY base /\n");
  await buildah("bud", "--quiet", "--file", join(place, "Base"), "--tag", "localhost/base", place);

  return {
    /** Builds a Dockerfile of the repository around the built programs, and returns the image's configuration. */
    async build(dockerfile, tag) {
      const settings = {
        BASE: "localhost/base",
        PROGRAMS: dirname(builtProgram("akool-gateway")).slice(root.length + 1),
      };
      const given = Object.entries(settings).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
      await buildah("bud", "--quiet", "--pull-never", "--file", join(root, dockerfile), ...given, "--tag", tag, root);
      return JSON.parse(await buildah("inspect", "--type", "image", tag)).OCIv1.config;
    },

    /** What an image adds to its base: `{ path, owner }` of every file and folder. */
    async contents(tag) {
      const folder = join(place, `layers-${tag}`);
      await buildah("push", "--quiet", tag, `dir:${folder}`);
      const { layers } = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
      // The first is the base.
      const { stdout } = await capture("tar", [
        ...["--numeric-owner", "-tvf"],
        join(folder, layers.at(-1).digest.replace("sha256:", "")),
      ]);
      return stdout
        .trim()
        .split("\n")
        .map((line) => line.split(/\s+/))
        .map(([mode, owner, , , , path]) => ({ mode, owner, path }));
    },

    /** Starts a container of an image as its configuration says, with arguments in place of its own. */
    async start(tag, config, { containerArguments = config.Cmd ?? [], env = {} } = {}) {
      const container = await buildah("from", "--pull-never", tag);
      const variables = Object.entries(env).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
      const program = [...config.Entrypoint, ...containerArguments];
      const run = ["run", "--isolation", "chroot", ...variables, container, "--", ...program];
      return startCommand("buildah", [...storage, ...run]);
    },

    async close() {
      await buildah("rm", "--all");
      await rm(place, { recursive: true, force: true });
    },
  };
}

/** A small root file system in place of the base image, from files of this machine. */
async function layBase(folder) {
  const put = async (path, to = path) => {
    await mkdir(dirname(join(folder, to)), { recursive: true });
    await cp(path, join(folder, to), { dereference: true });
  };
  for (const library of await libraries()) await put(library);
  for (const path of certificates) await put(path, certificates[0]).catch(() => {});
  assert.ok((await readdir(join(folder, "etc/ssl/certs"))).length > 0, "this machine has CA certificates");
  await writeFile(join(folder, "etc/passwd"), "root:x:0:0:root:/root:/none\nnonroot:x:65532:65532::/home:/none\n");
}

/** The libraries of the programs by their paths: no others than those that the base image has. */
async function libraries() {
  const found = new Set();
  for (const program of ["akool-gateway", "akool-simulator"]) {
    const { status, stdout } = await capture("ldd", [builtProgram(program)]);
    assert.equal(status, 0);
    for (const [, path] of stdout.matchAll(/(\/\S+) \(0x/g)) found.add(path);
  }
  const names = [...found].map((path) => path.split("/").at(-1));
  assert.deepEqual(
    names.filter((name) => !inBaseImage.test(name)),
    [],
    "the base image has every library",
  );
  return found;
}
