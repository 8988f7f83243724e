import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureBrowser } from "../setup/browsers/browser.mjs";
import { compressedSize, minifyEntry } from "../build/loaded-bytes.mjs";
import { ensureNodeModules } from "../setup/node-modules.mjs";
import { moduleFolder, wasmFile } from "../build/package-files.mjs";
import { packageDirectory, root } from "../shared/paths.mjs";
import { buildPackage, buildServers } from "../build/products.mjs";
import { setUpForPackage } from "../setup/setup.mjs";

const peers = ["fal", "replicate", "fetch"];
const subjects = ["ours", ...peers];

/** What is measured by default. */
const wholeSize = {
  jobCount: 100,
  /** Jobs end one after the other, so that no client's pauses happen to suit them. */
  shortestJobMs: 8000,
  betweenEndsMs: 120,
  /** Fresh pages a client's first call is measured on, and later calls on one page. */
  firstRounds: 15,
  laterCalls: 40,
  /** Waits that are aborted, each at another moment. */
  abortRounds: 7,
};

/** Measures the package in a page beside other clients, which do the same in the same page against the same server. */
export async function benchClient(size = wholeSize) {
  const setUp = await setUpForPackage();
  const browser = await ensureBrowser();
  process.env.CHROME = browser.chromium;
  await buildServers();
  await buildPackage(setUp);
  await ensureNodeModules(join(root, "bench/client"), { name: "the client bench", time: "seconds" });
  const folder = await mkdtemp(join(tmpdir(), "akool-bench-"));
  const stage = await startStage(folder);
  try {
    const wire = await callsToWire(stage, size);
    const polling = await waits(stage, size, "polling", subjects);
    // The peers' ways of being told need a connection for every job, of which a browser opens six; so they poll.
    const push = { ...polling, ...(await waits(stage, size, "push", ["ours", "fetch"])) };
    const faults = await lostAnswers(stage, size);
    return { area: "client", rows: rowsOf({ wire, polling, push, faults, size, bytes: await loadedBytes() }) };
  } finally {
    await stage.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function startStage(folder) {
  const { buildSite } = await import("../../bench/client/site.mjs");
  const { startBenchServer } = await import("../../bench/client/server.mjs");
  const { launchChromium } = await import("../../tests/support/browser/chromium.mjs");
  const { startStack } = await import("../../tests/support/servers/stack.mjs");
  await buildSite(folder);
  const server = await startBenchServer(folder);
  const stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--credits", "1000000", "--control"],
    origins: [server.url],
    gatewayEnvironment: {
      AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE: "1000000",
      AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE: "1000000",
    },
  });
  server.setGateway(stack.gateway.url);
  const browser = await launchChromium();
  const page = await browser.newPage();
  const request = { image_url: `${server.url}/picture.png`, prompt: "bench" };
  return {
    request,
    page,
    takeLooks: server.takeLooks,
    lose: server.lose,
    async open() {
      await page.goto(server.url);
      await page.waitForFunction(() => globalThis.bench !== undefined);
    },
    control: async (path, body) => {
      const init = body && { method: "POST", body: JSON.stringify(body) };
      return (await fetch(`${stack.simulator.url}/_control/${path}`, init)).json();
    },
    async stop() {
      await browser.close();
      await stack.stop();
      server.stop();
    },
  };
}

/** From the call to the request on its way, client by client in turn, so that all have the same luck. */
async function callsToWire({ open, page, request }, { firstRounds, laterCalls }) {
  const call = (name, count) => page.evaluate((input) => bench.callsToWire(...input), [name, request, count]);
  const times = Object.fromEntries(subjects.map((name) => [name, { first: [], later: [] }]));
  for (let round = 0; round < firstRounds; round += 1) {
    for (const name of subjects) {
      await open();
      const [first, ...later] = await call(name, round === 0 ? 1 + laterCalls : 1);
      times[name].first.push(first);
      times[name].later.push(...later);
    }
  }
  return times;
}

/** Requests a job, and milliseconds from the vendor's "done" to the resolved promise, of each client. */
async function waits({ open, page, request, control, takeLooks }, size, how, names) {
  const { jobCount, shortestJobMs, betweenEndsMs } = size;
  const seen = {};
  for (const name of names) {
    await open();
    await control(
      "plans",
      Array.from({ length: jobCount }, (_, index) => ({
        when: { json: { prompt: promptOf(how, name, index) } },
        queue_ms: 500,
        processing_ms: shortestJobMs + index * betweenEndsMs,
      })),
    );
    const prompts = Array.from({ length: jobCount }, (_, index) => promptOf(how, name, index));
    takeLooks();
    const resolvedAt = await page.evaluate((input) => bench.waitForAll(...input), [name, request, prompts, how]);
    const looks = takeLooks();
    const { jobs } = await control("jobs");
    const doneAt = new Map(jobs.map(({ prompt, update_time }) => [prompt, update_time]));
    seen[name] = {
      looksPerJob: looks / jobCount,
      delays: prompts.map((prompt) => resolvedAt[prompt] - doneAt.get(prompt)),
    };
  }
  return seen;
}

/** What each client makes of an answer that gets lost, and how soon it ends when it is told to. */
async function lostAnswers({ open, page, request, control, lose }, { abortRounds }) {
  const seen = {};
  for (const name of subjects) {
    await open();
    const ask = (prompt) => ({ ...request, prompt: `${prompt} ${name}.` });
    lose("create", 1);
    const isResolved = await page.evaluate((input) => bench.creates(...input), [name, ask("lost create")]);
    const { jobs } = await control("jobs");
    lose("look", 1);
    const isFollowed = await page.evaluate((input) => bench.followed(...input), [name, ask("lost look")]);
    await control("plans", { when: { json: ask("aborted") }, queue_ms: 500, processing_ms: 600_000 });
    const abortsMs = [];
    for (let round = 0; round < abortRounds; round += 1)
      abortsMs.push(
        await page.evaluate((input) => bench.abortMs(...input), [name, ask("aborted"), 1500 + round * 137]),
      );
    seen[name] = {
      paid: jobs.filter(({ prompt }) => prompt === ask("lost create").prompt).length,
      resolved: isResolved ? 1 : 0,
      followed: isFollowed ? 1 : 0,
      abortMs: median(abortsMs),
    };
  }
  return seen;
}

const promptOf = (how, name, index) => `${how} ${name} ${index}.`;

/** Bytes after brotli 11 that a page loads for each client until its first call is on the wire, the module of ours included. */
async function loadedBytes() {
  const bytes = {};
  for (const name of subjects) {
    const { atOnce } = await minifyEntry(join(root, "bench/client/subjects", `${name}.js`), {
      absWorkingDir: root,
      platform: "browser",
      alias: { "akool-image-to-video": join(packageDirectory, "index.js") },
      external: ["*.wasm"],
    });
    bytes[name] = compressedSize(atOnce);
  }
  const { atOnce: beside } = await minifyEntry(
    join(packageDirectory, "core/runtime.js"),
    { absWorkingDir: packageDirectory, external: ["*.wasm"] },
    join(packageDirectory, "index.js"),
  );
  const wasm = await readFile(join(packageDirectory, moduleFolder, wasmFile));
  bytes.ours += compressedSize(beside) + compressedSize(wasm);
  return bytes;
}

function rowsOf({ wire, polling, push, faults, size: { jobCount }, bytes }) {
  const row = (name, unit, valueFor) => ({
    name,
    unit,
    ours: valueFor("ours"),
    peers: Object.fromEntries(peers.map((peer) => [peer, valueFor(peer)])),
  });
  const delay = (seen) => (name) => rounded(median(seen[name].delays));
  const toWire = (which) => (name) => rounded(median(wire[name][which]));
  const ratio = (which) => (name) => rounded(median(wire[name][which]) / median(wire.fetch[which]));
  return [
    row("paid_jobs.lost_answer", "jobs for one order", (name) => faults[name].paid),
    row("resolved_creates.lost_answer", "of one create", (name) => faults[name].resolved),
    row("followed_jobs.lost_answer", "of one job", (name) => faults[name].followed),
    row("abort_to_end_ms", "ms", (name) => rounded(faults[name].abortMs)),
    row(`requests_per_job.${jobCount}`, "requests", (name) => rounded(polling[name].looksPerJob)),
    row(`requests_per_job.${jobCount}.push`, "requests", (name) => rounded(push[name].looksPerJob)),
    row("done_to_resolve_ms.polling", "ms", delay(polling)),
    row("done_to_resolve_ms.push", "ms", delay(push)),
    row("call_to_wire_ms.first", "ms", toWire("first")),
    row("call_to_wire_ms.later", "ms", toWire("later")),
    row("call_to_wire_ratio.first", "times fetch", ratio("first")),
    row("call_to_wire_ratio.later", "times fetch", ratio("later")),
    row("loaded_bytes", "bytes after brotli 11", (name) => bytes[name]),
  ];
}

function median(values) {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)];
}

const rounded = (value) => Math.round(value * 100) / 100;
