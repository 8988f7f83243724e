import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request as send } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createClient } from "../../pkg/inline.js";
import { capture } from "../../scripts/shared/command.mjs";
import { packageDirectory, root } from "../../scripts/shared/paths.mjs";
import { freePort } from "../../scripts/run/port.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { jobLimitMs } from "../support/browser/demo-page.mjs";
import { startDevServer } from "../support/servers/dev-server.mjs";
import { signJwt } from "../support/jwt.mjs";
import { findSecret } from "../support/leak.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startRecorder } from "../support/servers/recorder.mjs";
import { startStack } from "../support/servers/stack.mjs";

const examples = join(root, "examples");
const secret = () => randomBytes(36).toString("base64url");
const issuerSecret = secret();
const sessionSecret = secret();
let folder, siteUrl, staticSite, stack, recorder, browser;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), "akool-examples-"));
  siteUrl = `http://127.0.0.1:${await freePort()}`;
  staticSite = await makeProject("../../../examples/static-site");
  await staticSite.run("npm", "run", "build");
  stack = await startStack({
    origins: [siteUrl],
    pageDirectory: join(staticSite.folder, "dist"),
    gatewayEnvironment: {
      AKOOL_GATEWAY_LOGIN_FREE: "0",
      AKOOL_GATEWAY_ISSUER_SECRET: issuerSecret,
      AKOOL_GATEWAY_SESSION_SECRET: sessionSecret,
      AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY: "1000",
    },
  });
  await layPage();
  recorder = await startRecorder();
  browser = await launchChromium({ proxy: recorder.url });
});
after(async () => {
  await browser?.close();
  recorder?.stop();
  await stack?.stop();
  await staticSite?.remove();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** The page of the examples, as its readme says: with the gateway's address put in and the package installed. */
async function layPage() {
  const page = join(folder, "page");
  await cp(join(examples, "page"), page, { recursive: true });
  const html = await readFile(join(page, "index.html"), "utf8");
  await writeFile(join(page, "index.html"), html.replace("http://127.0.0.1:8080", stack.gateway.url));
  await mkdir(join(page, "node_modules"));
  await cp(packageDirectory, join(page, "node_modules/akool-image-to-video"), { recursive: true });
}

/** Starts a backend as its readme says. */
function startBackend(program, programArguments, { cwd, env = {} }) {
  return startDevServer(program, programArguments, {
    cwd,
    url: siteUrl,
    env: {
      PORT: new URL(siteUrl).port,
      PUBLIC_DIR: join(folder, "page"),
      AKOOL_GATEWAY_URL: stack.gateway.url,
      AKOOL_GATEWAY_ISSUER_SECRET: issuerSecret,
      ...env,
    },
  });
}

/** A request without what a browser or `fetch` adds to it. */
async function ask(method, url, headers = {}) {
  const [answer] = await once(send(url, { method, headers }).end(), "response");
  answer.resume();
  return answer.statusCode;
}

/** Makes a video with the element of a page. */
async function makeVideo(page) {
  await page.setInputFiles("image-to-video input", { name: "slope.png", mimeType: "image/png", buffer: picture() });
  await page.fill("image-to-video textarea", "zoom in");
  await page.click("image-to-video button");
  await page.waitForFunction(() => /completed|failed/.test(document.querySelector("image-to-video").state), undefined, {
    timeout: jobLimitMs,
  });
  return page.evaluate(() => {
    const { state, job, error } = document.querySelector("image-to-video");
    return { state, url: job?.video_url, error: error && String(error) };
  });
}

function checkNoSecretsReceived() {
  const received = recorder.received();
  assert.ok(received.length > 5, `${received.length} answers`);
  for (const one of [issuerSecret, sessionSecret, ...Object.values(stack.secrets)])
    assert.deepEqual(findSecret(one, received), []);
}

const claimsOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url"));

async function buildGo() {
  const program = join(folder, "video-site");
  const { status, stderr } = await capture("go", ["build", "-buildvcs=false", "-o", program, "."], {
    cwd: join(examples, "go"),
  });
  assert.equal(status, 0, stderr);
  return [program, []];
}

for (const { language, name, command } of [
  { language: "Node", name: "node", command: async () => [process.execPath, ["server.mjs"]] },
  { language: "Python", name: "python", command: async () => ["python3", ["server.py"]] },
  { language: "Go", name: "go", command: buildGo },
]) {
  test(`the backend in ${language} gets its page a token, and no other page`, async () => {
    const [program, programArguments] = await command();
    const backend = await startBackend(program, programArguments, { cwd: join(examples, name) });
    try {
      recorder.exchanges.length = 0;
      const { page, context, faults } = await openPage(browser);
      await page.goto(siteUrl);
      const [grant, result] = await Promise.all([
        page.waitForResponse(`${siteUrl}/video-token`).then((response) => response.json()),
        page.waitForFunction(() => document.querySelector("image-to-video")?.getSnapshot).then(() => makeVideo(page)),
      ]);
      assert.deepEqual([result.state, result.error], ["completed", undefined]);
      assert.equal((await fetch(result.url)).headers.get("content-type"), "video/mp4");
      assert.match(claimsOf(grant.access_token).sub, /^guest-\d+$/);
      assert.deepEqual(faults, []);
      await context.close();
      checkNoSecretsReceived();

      const route = `${siteUrl}/video-token`;
      assert.equal(await ask("POST", route), 403, "a request that no page of this site made");
      assert.equal(await ask("POST", route, { "sec-fetch-site": "cross-site" }), 403, "another site's");
      assert.equal(await ask("POST", route, { "sec-fetch-site": "same-origin" }), 401, "there is no login");
      const forged = { "sec-fetch-site": "same-origin", "cookie": "session=guest-1" };
      assert.equal(await ask("POST", route, forged), 401, "an invented session");
      const outside = await ask("GET", `${siteUrl}/..%2f..%2f..%2f..%2fetc/passwd`);
      assert.ok(outside >= 300, `${outside}: a file outside of the page`);
    } finally {
      await backend.stop();
    }
  });
}

test("a static site gets tokens with the sessions of its login service, each visitor their own", async () => {
  recorder.exchanges.length = 0;
  const session = (sub) => signJwt({ sub, exp: Math.floor(Date.now() / 1000) + 300 }, sessionSecret);
  const { page, context } = await openPage(browser);
  await page.goto(stack.gateway.url);
  await page.waitForFunction(() => document.querySelector("image-to-video").getSnapshot);
  const refused = await makeVideo(page);
  assert.deepEqual([refused.state, refused.url], ["failed", undefined]);
  assert.match(refused.error, /No one is logged in/);

  const logIn = (token) =>
    page.evaluate((kept) => localStorage.setItem("login-service-session", JSON.stringify(kept)), {
      access_token: token,
    });
  await logIn(session("user-17"));
  const [grant, result] = await Promise.all([
    page.waitForResponse(`${stack.gateway.url}/token`).then((response) => response.json()),
    makeVideo(page),
  ]);
  assert.deepEqual([result.state, result.error], ["completed", undefined]);
  assert.equal(claimsOf(grant.access_token).sub, "user-17");
  checkNoSecretsReceived();

  await logIn(
    signJwt({ sub: "user-17", exp: Math.floor(Date.now() / 1000) + 300 }, "some other secret of the right length"),
  );
  await page.reload();
  await page.waitForFunction(() => document.querySelector("image-to-video").getSnapshot);
  assert.equal((await makeVideo(page)).state, "failed");
  await context.close();
});

test("without the gateway, two typed calls keep the key, and everybody to their own few jobs", async () => {
  const place = join(folder, "no-gateway");
  await cp(join(examples, "no-gateway"), place, { recursive: true });
  await cp(join(examples, "node/login.mjs"), join(place, "login.mjs"));
  await cp(join(folder, "page/node_modules"), join(place, "node_modules"), { recursive: true });
  const port = new URL(siteUrl).port;
  const backend = await startDevServer(process.execPath, ["server.mjs"], {
    cwd: place,
    url: `${siteUrl}/log-in`,
    env: { PORT: port, AKOOL_URL: stack.simulator.url, AKOOL_API_KEY: stack.secrets.apiKey },
  });
  try {
    const heard = [];
    const visitor = async () => {
      const cookie = (await fetch(`${siteUrl}/log-in`)).headers.get("set-cookie").split(";")[0];
      const fetchAsVisitor = async (request) => {
        const headers = new Headers(request.headers);
        headers.set("cookie", cookie);
        const body = request.method === "POST" ? await request.text() : undefined;
        const answer = await fetch(request.url, { method: request.method, headers, body });
        const text = await answer.clone().text();
        heard.push({ what: request.url, bytes: Buffer.from(JSON.stringify([...answer.headers]) + text) });
        return answer;
      };
      return createClient({ baseUrl: siteUrl, direct: true, token: "cookie", fetch: fetchAsVisitor });
    };
    const request = { image_url: `${stack.simulator.url}/none.png`, prompt: "zoom in [slow]" };
    const [first, second] = [await visitor(), await visitor()];
    const job = await first.createImageToVideo({ ...request, resolution: "4k" });
    assert.notEqual(
      (await first.pollImageToVideo(job)).record.resolution,
      "4k",
      "fields that are not named are dropped",
    );
    await assert.rejects(second.waitForVideo(job.id, { timeoutMs: 5000 }), { name: "ImageToVideoError" });
    await assert.rejects(first.deleteVideos?.([job]) ?? first.getCredits(), { name: "ImageToVideoError" });

    const others = await Promise.allSettled([1, 2, 3, 4].map(() => second.createImageToVideo(request)));
    assert.equal(others.filter(({ status }) => status === "fulfilled").length, 3);
    assert.equal(await ask("POST", `${siteUrl}/api/open/v3/faceswap/quota/info`), 404);
    assert.equal(await ask("POST", `${siteUrl}/api/open/v4/image2Video/toString`), 404);
    assert.ok(heard.length > 5);
    assert.deepEqual(findSecret(stack.secrets.apiKey, heard), []);
  } finally {
    await backend.stop();
  }
});
