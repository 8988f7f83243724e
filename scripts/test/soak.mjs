import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { Failure, runMain } from "../shared/failure.mjs";
import { buildServers } from "../build/products.mjs";
import { ensureCompiler } from "../setup/compiler.mjs";
import { ensureRust } from "../setup/rust.mjs";
import { say } from "../shared/say.mjs";

const users = 12;
/** How long it goes well, and then how long it goes wrong, in turns; less in a short run. */
const longestPhaseMs = 15_000;
/** After the last fault, what was hit by it may still be under way. */
const settleMs = 3000;
const vendorPath = "/api/open/v4/image2Video";
/** What the simulator does wrong, a few times in a hundred. A create's answer may get lost after the job was made. */
const faults = [
  { route: "create", effect: true, probability: 0.1, answer: { kind: "close" } },
  { route: "create", probability: 0.1, answer: { kind: "status", status: 503 } },
  { route: "create", probability: 0.05, answer: { kind: "business", code: 1015 } },
  { route: "create", probability: 0.05, answer: { kind: "truncated" } },
  { route: "results", probability: 0.1, answer: { kind: "status", status: 429, retry_after: 1 } },
  { route: "results", probability: 0.1, answer: { kind: "malformed" } },
  { route: "results", probability: 0.1, answer: { kind: "html" } },
  { route: "results", probability: 0.05, answer: { kind: "reset" } },
  { route: "effects", probability: 0.2, answer: { kind: "close" } },
  { route: "webhook", probability: 0.2, answer: { kind: "duplicate" } },
  { route: "webhook", probability: 0.2, delay_ms: 500, answer: { kind: "genuine" } },
].map((fault) => ({ count: 0, ...fault }));
/** How the gateway may answer then. */
const faultStatuses = new Set([429, 502, 503, 504]);

await runMain(async () => {
  const minutes = Number(process.argv[2] ?? 30);
  if (!(minutes > 0 && minutes <= 240)) throw new Failure("say for how many minutes, 240 at most: npm run soak -- 30");
  await ensureRust();
  await ensureCompiler();
  await buildServers();
  const { startStack } = await import("../../tests/support/servers/stack.mjs");
  const stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--speed", "4", "--credits", "100000000", "--control"],
    gatewayEnvironment: {
      AKOOL_GATEWAY_STREAMS_PER_SUBJECT: "100",
      AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE: "1000000",
      AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE: "1000000",
    },
  });
  try {
    say(`Soaking for ${minutes} minutes: ${users} users, with the vendor in trouble half of the time`);
    const outcome = await soak(stack, minutes * 60_000);
    console.log(JSON.stringify(outcome));
    if (outcome.faults.length > 0) throw new Failure(`it did not hold: ${outcome.faults.join("; ")}`);
  } finally {
    await stack.stop();
  }
});

async function soak(stack, durationMs) {
  const run = { ...stack, counts: {}, odd: [], keys: [], isOver: false, isQuiet: true };
  run.token = await freshToken(run);
  const residentMib = [];
  const phaseMs = Math.min(longestPhaseMs, durationMs / 4);
  const started = performance.now();
  const ends = started + durationMs;
  const working = Array.from({ length: users }, () => use(run));
  const sampling = (async () => {
    for (; !run.isOver; await pause(1000)) residentMib.push(resident(stack.gateway.processId));
  })();
  let injected = 0;
  while (performance.now() < ends) {
    await pause(Math.min(phaseMs, ends - performance.now()));
    if (performance.now() >= ends) break;
    run.isQuiet = false;
    await control(run, "POST", "/faults", faults);
    await pause(Math.min(phaseMs, Math.max(0, ends - performance.now())));
    injected += await takeFaultsAway(run);
    await pause(settleMs);
    run.isQuiet = true;
    run.token = await freshToken(run);
  }
  run.isOver = true;
  await Promise.all([...working, sampling]);
  return judge(run, { injected, residentMib, seconds: Math.round((performance.now() - started) / 1000) });
}

/** One user: creates, watches, looks, and uses the rest, again and again. */
async function use(run) {
  const image_url = await upload(run);
  while (!run.isOver) {
    const key = randomUUID();
    run.keys.push(key);
    const body = { image_url, prompt: "zoom in" };
    const created = await ask(run, "create", "POST", `${vendorPath}/createBySourcePrompt`, { body, key });
    const id = created?.data?._id;
    if (id) {
      await watch(run, id);
      await ask(run, "results", "POST", `${vendorPath}/resultsByIds`, { body: { _ids: id } });
    }
    await ask(run, "effects", "GET", `${vendorPath}/effects`);
    await ask(run, "credits", "GET", "/api/open/v3/faceswap/quota/info");
    await pause(500);
  }
}

async function upload(run) {
  const { picture } = await import("../../tests/support/picture.mjs");
  const response = await fetch(`${run.gateway.url}/uploads`, {
    method: "POST",
    headers: { authorization: `Bearer ${run.token}`, "content-type": "image/png" },
    body: picture(),
  });
  count(run, `upload ${response.status}`);
  return (await response.json()).url;
}

/** A stream is only told of what the poller sees, so that nothing the vendor does wrong may end it. */
async function watch(run, id) {
  const token = run.token;
  const response = await fetch(`${run.gateway.url}/events?ids=${id}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(120_000),
  });
  count(run, `events ${response.status}`);
  const text = await response.text();
  if (response.status !== 200 || !/"status":[34]/.test(text)) run.odd.push(`a stream ended early: ${text.slice(-200)}`);
}

async function ask(run, name, method, path, { body, key } = {}) {
  const wasQuiet = run.isQuiet;
  const response = await fetch(run.gateway.url + path, {
    method,
    headers: {
      authorization: `Bearer ${run.token}`,
      "content-type": "application/json",
      ...(key && { "idempotency-key": key }),
    },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  count(run, `${name} ${response.status}`);
  if (response.status === 200) return JSON.parse(text);
  const isInjected = !(wasQuiet && run.isQuiet) && faultStatuses.has(response.status);
  if (!isInjected) run.odd.push(`${name} answered ${response.status}: ${text.slice(0, 200)}`);
}

/** Whether all is as it must be after everything has come to rest. */
async function judge(run, { injected, residentMib, seconds }) {
  const faults = [...new Set(run.odd)].slice(0, 10);
  const { distinct, unknown } = await outcomes(run);
  const { jobs } = await control(run, "GET", "/jobs");
  const made = (jobs ?? []).length;
  if (made !== distinct) faults.push(`the vendor made ${made} jobs, ${distinct} have an owner`);
  const [first, middle, last] = thirds(residentMib);
  if (last > middle * 1.1 + 4) faults.push(`memory grows: ${middle} MiB, then ${last} MiB`);
  return {
    seconds,
    creates: run.keys.length,
    // A bare 5xx may hide a job; where it did not, no webhook will ever report one.
    unknown,
    jobs: made,
    injected,
    answers: run.counts,
    rss_mib: { first, middle, last },
    faults,
  };
}

/** The outcome of every create, by its key; a lost job is found by its webhooks within seconds. */
async function outcomes(run) {
  run.token = await freshToken(run);
  const ids = new Set();
  let unknown = [...new Set(run.keys)];
  for (const end = performance.now() + 30_000; unknown.length > 0 && performance.now() < end; await pause(500)) {
    const still = [];
    for (const key of unknown) {
      const response = await fetch(`${run.gateway.url}${vendorPath}/createBySourcePrompt`, {
        headers: { authorization: `Bearer ${run.token}`, "idempotency-key": key },
      });
      const answer = await response.json();
      if (response.status === 200) ids.add(await vendorOf(run, answer.data._id));
      else if (answer.charged === "unknown") still.push(key);
    }
    unknown = still;
  }
  return { distinct: ids.size, unknown: unknown.length };
}

/** Two public ids of one job would differ, so jobs are told apart by what only one has. */
async function vendorOf(run, id) {
  const body = JSON.stringify({ _ids: id });
  const headers = { authorization: `Bearer ${run.token}`, "content-type": "application/json" };
  const response = await fetch(`${run.gateway.url}${vendorPath}/resultsByIds`, { method: "POST", headers, body });
  const { data } = await response.json();
  return data?.result[0]?.video_url ?? id;
}

async function takeFaultsAway(run) {
  const { faults: set = [] } = await control(run, "GET", "/faults");
  await control(run, "DELETE", "/faults");
  return set.reduce((sum, { hits }) => sum + hits, 0);
}

async function control(run, method, path, body) {
  const response = await fetch(`${run.simulator.url}/_control${path}`, { method, body: body && JSON.stringify(body) });
  const answer = await response.json();
  if (!response.ok) throw new Failure(`the simulator refuses ${method} ${path}: ${JSON.stringify(answer)}`);
  return Array.isArray(answer) ? { [path.slice(1)]: answer } : answer;
}

async function freshToken(run) {
  const response = await fetch(`${run.gateway.url}/token`, { method: "POST" });
  return (await response.json()).access_token;
}

function count(run, name) {
  run.counts[name] = (run.counts[name] ?? 0) + 1;
}

function resident(processId) {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${processId}/status`, "utf8"))[1]) / 1024;
}

function thirds(values) {
  const size = Math.ceil(values.length / 3);
  return [0, 1, 2].map((third) => {
    const part = values.slice(third * size, (third + 1) * size).sort((left, right) => left - right);
    return Number((part[Math.floor(part.length / 2)] ?? 0).toFixed(1));
  });
}
