import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { pathToFileURL } from "node:url";
import { freePort } from "../../scripts/run/port.mjs";
import { packageDirectory, root } from "../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { picture } from "../support/picture.mjs";
import { startNginx } from "../support/servers/nginx.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

// A gateway below a path of a site, behind nginx as DEPLOYMENT.md configures it: the whole package works with a `baseUrl`
// that has a path, and asks for nothing outside it.

/** The `location` of the section, for a gateway at another address. */
async function documentedLocation(gatewayUrl) {
  const text = await readFile(join(root, "crates/gateway/DEPLOYMENT.md"), "utf8");
  const [, section] = text.split("### Below a path");
  const [, location] = /```nginx\n([\s\S]+?)```/.exec(section);
  assert.ok(location.includes("location /video/ {") && location.includes("proxy_pass http://127.0.0.1:8080/;"));
  return location.replace("http://127.0.0.1:8080", gatewayUrl);
}

let folder, stack, nginx, keeping, site, base;
before(async () => {
  // The gateway's public URL has nginx's port, and nginx's configuration the gateway's.
  const port = await freePort();
  folder = await mkdtemp(join(tmpdir(), "akool-path-prefix-"));
  await writeFile(join(folder, "index.html"), "<!doctype html>");
  await symlink(packageDirectory, join(folder, "package"));
  site = await serveFolder(folder);
  base = `http://127.0.0.1:${port}/video`;
  stack = await startStack({ origins: [site.url], gatewayEnvironment: { AKOOL_GATEWAY_PUBLIC_URL: `${base}/` } });
  const location = await documentedLocation(stack.gateway.url);
  nginx = await startNginx(location, port);
  // With the path left in the requests.
  keeping = await startNginx(location.replace(`${stack.gateway.url}/;`, `${stack.gateway.url};`), await freePort());
});
after(async () => {
  site?.stop();
  await nginx?.stop();
  await keeping?.stop();
  await stack?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** Runs in Node and in a page: a job from a picture to the bytes of its video, with everything that it passes. */
async function makeVideo(sdk, { baseUrl, bytes }) {
  const client = sdk.createClient({ baseUrl });
  const image = new Blob([Uint8Array.from(bytes)], { type: "image/png" });
  const uploaded = await client.uploadFile(image);
  const job = await client.createImageToVideo({ image_url: uploaded, prompt: "zoom in" });
  const statuses = [];
  for await (const change of client.watchImageToVideo([job])) statuses.push(change.job.status);
  const done = await client.waitForVideo(job);
  const video = await client.downloadVideo(done);
  const { jobs } = await client.listJobs();
  return {
    uploaded,
    id: job._id,
    statuses,
    head: String.fromCharCode(...new Uint8Array(await video.slice(4, 8).arrayBuffer())),
    listed: jobs.map(({ _id }) => _id),
    credits: await client.getCredits(),
  };
}

function check(made) {
  assert.ok(made.uploaded.startsWith(`${base}/files/`), made.uploaded);
  assert.equal(made.statuses.at(-1), "completed");
  assert.equal(made.head, "ftyp");
  assert.ok(made.listed.includes(made.id));
}

/** The first parts of the paths that a proxy was asked for, with their statuses. */
async function routesOf(proxy) {
  const lines = (await proxy.requests()).map((line) => line.split(" "));
  for (const [method, path, status] of lines)
    assert.ok(path.startsWith("/video/") && Number(status) < 300, `${method} ${path} ${status}`);
  return new Set(lines.map(([method, path]) => `${method} ${path.split(/[/?]/)[2]}`));
}

test("in a page of another origin the package does everything below the path", async (t) => {
  const browser = await launchChromium();
  t.after(() => browser.close());
  const { page, faults, requested } = await openPage(browser);
  await page.goto(`${site.url}/`);
  const made = await page.evaluate(
    `(async () => (${makeVideo})(await import("/package/index.js"), ${JSON.stringify({ baseUrl: `${base}/`, bytes: [...picture(320, 320)] })}))()`,
  );
  check(made);
  const elsewhere = requested.filter(
    (url) => !url.startsWith(`${base}/`) && !url.startsWith(`${site.url}/`) && !url.startsWith(stack.simulator.url),
  );
  assert.deepEqual([elsewhere, faults], [[], []]);
  // The simulator comes through nginx, too: it fetches the picture, and reports what became of the job.
  const routes = await routesOf(nginx);
  for (const route of [
    "POST token",
    "POST uploads",
    "POST events",
    "GET jobs",
    "POST api",
    "GET files",
    "POST webhooks",
  ])
    assert.ok(routes.has(route), `${route} of ${[...routes]}`);
});

test("in Node it does, also where the proxy leaves the path in the requests", async () => {
  const sdk = await import(pathToFileURL(join(packageDirectory, "inline.js")).href);
  check(await makeVideo(sdk, { baseUrl: `${keeping.url}/video`, bytes: [...picture(320, 320)] }));
  const routes = await routesOf(keeping);
  for (const route of ["POST token", "POST uploads", "POST events", "GET jobs", "POST api"])
    assert.ok(routes.has(route), `${route} of ${[...routes]}`);
});
