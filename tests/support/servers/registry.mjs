import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../../../scripts/shared/command.mjs";

/**
 * An npm registry that has the packages of some folders and no others. It packs a package when npm first wants to know
 * about it, and keeps which tarballs npm has fetched. Packages for other platforms can be `unpacked`: npm reads their
 * manifest and fetches nothing.
 */
export async function startRegistry(folders, { isPacked }) {
  const tarballs = await mkdtemp(join(tmpdir(), "akool-registry-"));
  const fetched = [];
  const manifests = await Promise.all(
    folders.map(async (folder) => ({
      folder,
      manifest: JSON.parse(await readFile(join(folder, "package.json"), "utf8")),
    })),
  );
  const packed = new Map();
  const tarballOf = (name) => {
    if (!packed.has(name))
      packed.set(name, pack(manifests.find(({ manifest }) => manifest.name === name).folder, tarballs));
    return packed.get(name);
  };
  const answer = async ({ url }) => {
    const [, tarballName] = /^\/-\/(.+)\.tgz$/.exec(url) ?? [];
    if (tarballName) {
      fetched.push(tarballName);
      return readFile(await tarballOf(tarballName));
    }
    const { manifest } = manifests.find((one) => `/${one.manifest.name}` === url) ?? {};
    if (!manifest) return undefined;
    const { name, version } = manifest;
    const tarball = `${registry.url}/-/${name}.tgz`;
    const integrity = isPacked(name) ? digest(await readFile(await tarballOf(name))) : digest("");
    return JSON.stringify({
      name,
      "dist-tags": { latest: version },
      versions: { [version]: { ...manifest, dist: { tarball, integrity } } },
    });
  };
  const server = createServer(async (request, response) => {
    const body = await answer(request);
    response.writeHead(body === undefined ? 404 : 200, { "content-type": "application/json" }).end(body ?? "{}");
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const registry = {
    url: `http://127.0.0.1:${server.address().port}`,
    fetched,
    tarballOf,
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await rm(tarballs, { recursive: true, force: true });
    },
  };
  return registry;
}

const digest = (bytes) => `sha512-${createHash("sha512").update(bytes).digest("base64")}`;

async function pack(folder, destination) {
  const { status, stdout, stderr } = await capture("npm", ["pack", "--json", "--pack-destination", destination], {
    cwd: folder,
  });
  assert.equal(status, 0, stderr);
  const answer = JSON.parse(stdout);
  // An array up to npm 11, an object by package name since.
  const [{ filename }] = Array.isArray(answer) ? answer : Object.values(answer);
  return join(destination, filename);
}
