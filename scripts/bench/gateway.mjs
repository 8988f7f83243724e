import { randomBytes } from "node:crypto";
import { fdatasyncSync, openSync, readFileSync, writeSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { startChild, stopChild } from "../shared/children.mjs";
import { capture } from "../shared/command.mjs";
import { ensureCompiler } from "../setup/compiler.mjs";
import { Failure } from "../shared/failure.mjs";
import { ensureNodeModules } from "../setup/node-modules.mjs";
import { builtExample, builtProgram, root } from "../shared/paths.mjs";
import { ensureRust } from "../setup/rust.mjs";
import { say } from "../shared/say.mjs";
import { startServer } from "../run/server.mjs";

const vendorPath = "/api/open/v4/image2Video";
const createBody = JSON.stringify({
  image_url: "https://images.example/1753772478686-9524-b6e4169bb1b44d5d8361936b3f6eddb8.png",
  prompt: "Animate this image with smooth camera movement",
  negative_prompt: "blurry, distorted hands, missing fingers",
  extend_prompt: true,
  resolution: "720p",
  audio_type: 3,
  video_length: 5,
});

/** What is measured by default. */
const wholeSize = {
  rounds: 3,
  warmMs: 500,
  runMs: 2000,
  connections: 32,
  groupConnections: 64,
  streams: [1000, 3000],
  watchers: 1000,
  watchedJobs: 100,
  jobMs: 15_000,
  /** As it is put on a server. */
  profile: "dist",
};

/**
 * Measures the gateway beside nginx and beside a Node proxy, all forwarding to the same vendor in the same run. Processor
 * time is what the answering processes used, so that a busy machine makes less of a difference.
 */
export async function benchGateway(size = wholeSize) {
  await ensureRust();
  await ensureCompiler();
  await ensureNodeModules(join(root, "bench/gateway"), { name: "the gateway bench", time: "seconds" });
  if (!size.isBuilt) {
    say("Building the gateway and its bench (minutes the first time)");
    await build(size.profile);
  }
  const folder = await mkdtemp(join(tmpdir(), "akool-bench-"));
  try {
    return {
      area: "gateway",
      rows: [
        ...(await forwarding(join(folder, "forwarding"), size)),
        ...(await streams(join(folder, "streams"), size)),
        await watching(join(folder, "watching"), size),
      ],
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function build(profile) {
  const parts = [
    ["-p", "akool-gateway", "--profile", profile, "--bin", "akool-gateway"],
    // With the dependencies as the tests have them.
    ["--workspace", "--release", "--example", "gateway-bench"],
  ];
  for (const part of parts) {
    const { status, stderr } = await capture("cargo", ["build", "--locked", ...part]);
    if (status !== 0) throw new Failure(`the bench cannot be built: ${stderr.trim().split("\n").slice(-5).join(" ")}`);
  }
}

/** A create and a poll, by us and by two that only forward; and creates that wait for the disk. */
async function forwarding(folder, size) {
  const { startNginx } = await import("../../bench/gateway/nginx.mjs");
  const vendor = await startVendor({});
  const key = randomBytes(24).toString("hex");
  const gateway = await startGateway(folder, { vendor, key, profile: size.profile });
  const nginx = await startNginx(join(folder, "nginx"), { vendor: vendor.address, key });
  const fal = await startFalProxy({ vendor: vendor.address, key });
  const bearer = { authorization: `Bearer ${await gateway.token("ada")}` };
  const job = await gateway.create(bearer.authorization);
  const vendorJob = (await ask(`${vendor.url}${vendorPath}/createBySourcePrompt`, { body: createBody })).data._id;

  const calls = {
    typed_create: { route: "createBySourcePrompt", body: () => createBody },
    typed_poll: { route: "resultsByIds", body: (id) => JSON.stringify({ _ids: id }) },
  };
  const subjects = {
    ours: { ...gateway, id: job, head: (route) => headOf(gateway.address, `${vendorPath}/${route}`, bearer) },
    nginx: { ...nginx, id: vendorJob, head: (route) => headOf(nginx.address, `${vendorPath}/${route}`, bearer) },
    "fal-server-proxy": {
      ...fal,
      id: vendorJob,
      head: (route) =>
        headOf(fal.address, fal.path, { "x-fal-target-url": `${vendor.url}${vendorPath}/${route}`, ...bearer }),
    },
  };
  const rows = [];
  for (const [name, { route, body }] of Object.entries(calls)) {
    const cpu = {};
    const perSecond = {};
    // In turns, so that what else the machine does meets them all.
    for (let round = 0; round < size.rounds; round += 1) {
      for (const [subject, { address, processIds, id, head }] of Object.entries(subjects)) {
        const load = { address, head: head(route), body: body(id), process_ids: processIds };
        const measured = await runLoad({ ...load, connections: size.connections }, size);
        (cpu[subject] ??= []).push(measured.cpu_us_per_request);
        (perSecond[subject] ??= []).push(measured.per_second);
      }
    }
    rows.push(rowOf(`cpu_us_per_request.${name}`, "µs", cpu, median));
    rows.push(rowOf(`requests_per_second.${name}`, "1/s", perSecond, median));
  }
  const durable = { address: gateway.address, head: subjects.ours.head("createBySourcePrompt"), body: createBody };
  for (const [name, connections] of [
    ["single", 1],
    ["grouped", size.groupConnections],
  ]) {
    const { per_second } = await runLoad({ ...durable, connections, process_ids: gateway.processIds }, size);
    rows.push(rowOf(`creates_per_second.${name}`, "1/s", { ours: [per_second], fdatasync: [flushes(folder)] }, median));
  }
  await Promise.all([gateway.stop(), nginx.stop(), fal.stop(), vendor.stop()]);
  return rows;
}

/** Memory of the gateway with nobody there and with many streams open, each watching one job. */
async function streams(folder, size) {
  const vendor = await startVendor({});
  const gateway = await startGateway(folder, { vendor, key: randomBytes(24).toString("hex"), profile: size.profile });
  const authorization = `Bearer ${await gateway.token("ada")}`;
  const jobs = [];
  for (let number = 0; number < size.watchedJobs; number += 1) jobs.push(await gateway.create(authorization));
  const rows = [rowOf("rss_mib.idle", "MiB", { ours: [gateway.residentMib()] }, median)];
  for (const count of size.streams) {
    const heads = Array.from({ length: count }, (_, at) => watchHead(gateway, [jobs[at % jobs.length]], authorization));
    const holder = await openStreams(gateway.address, heads);
    rows.push(rowOf(`rss_mib.streams_${count}`, "MiB", { ours: [gateway.residentMib()] }, median));
    await holder.stop();
  }
  await Promise.all([gateway.stop(), vendor.stop()]);
  return rows;
}

/** What many who watch the same jobs from beginning to end cost the vendor. */
async function watching(folder, size) {
  const vendor = await startVendor({ job_ms: size.jobMs });
  const gateway = await startGateway(folder, { vendor, key: randomBytes(24).toString("hex"), profile: size.profile });
  const authorization = `Bearer ${await gateway.token("ada")}`;
  const jobs = await Promise.all(Array.from({ length: size.watchedJobs }, () => gateway.create(authorization)));
  const halves = [jobs.slice(0, jobs.length / 2), jobs.slice(jobs.length / 2)];
  const heads = Array.from({ length: size.watchers }, (_, at) => watchHead(gateway, halves[at % 2], authorization));
  const holder = await openStreams(gateway.address, heads);
  await holder.over;
  const { resultsByIds } = await ask(`${vendor.url}/count`);
  await Promise.all([gateway.stop(), vendor.stop()]);
  const name = `upstream_requests_per_job.${size.watchers}_watchers_of_${size.watchedJobs}_jobs`;
  return rowOf(name, "requests", { ours: [resultsByIds / jobs.length] }, median);
}

function rowOf(name, unit, valuesBySubject, choose) {
  const { ours, ...peers } = Object.fromEntries(
    Object.entries(valuesBySubject).map(([subject, values]) => [subject, round(choose(values))]),
  );
  return { name, unit, ours, peers };
}

function median(values) {
  return [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)];
}

function round(value) {
  return Number(value.toPrecision(4));
}

/** How often a second this disk writes a page through. */
function flushes(folder) {
  const file = openSync(join(folder, "flushes"), "w");
  const page = Buffer.alloc(4096, 1);
  const end = performance.now() + 1000;
  let count = 0;
  for (; performance.now() < end; count += 1) {
    writeSync(file, page);
    fdatasyncSync(file);
  }
  return count;
}

async function startVendor(options) {
  const server = await startServer(builtExample("gateway-bench"), {
    name: "bench's vendor",
    flags: ["vendor", JSON.stringify(options)],
    log: () => {},
  });
  return { ...server, address: new URL(server.url).host };
}

async function startGateway(folder, { vendor, key, profile }) {
  const issuer = randomBytes(32).toString("hex");
  await mkdir(folder, { recursive: true });
  // Its log goes to a file, as the other's does.
  const server = await startServer("/bin/sh", {
    name: "gateway",
    flags: ["-c", 'exec "$0" 2> "$1"', builtProgram("akool-gateway", profile), join(folder, "log")],
    env: {
      AKOOL_API_KEY: key,
      AKOOL_GATEWAY_MASTER_SECRET: randomBytes(32).toString("hex"),
      AKOOL_GATEWAY_ISSUER_SECRET: issuer,
      AKOOL_GATEWAY_UPSTREAM: vendor.url,
      AKOOL_GATEWAY_LISTEN: "127.0.0.1:0",
      AKOOL_GATEWAY_DATA_DIR: join(folder, "data"),
      AKOOL_GATEWAY_TOKEN_TTL_SECONDS: "3600",
      AKOOL_GATEWAY_STREAMS_PER_SUBJECT: "100000",
      AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE: "1000000000",
      AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE: "1000000000",
    },
    log: () => {},
  });
  return {
    ...server,
    address: new URL(server.url).host,
    processIds: [server.processId],
    residentMib: () =>
      Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${server.processId}/status`, "utf8"))[1]) / 1024,
    token: async (subject) => {
      const headers = { authorization: `Bearer ${issuer}` };
      return (await ask(`${server.url}/token`, { headers, body: JSON.stringify({ subject }) })).access_token;
    },
    create: async (authorization) => {
      const url = `${server.url}${vendorPath}/createBySourcePrompt`;
      return (await ask(url, { headers: { authorization }, body: createBody })).data._id;
    },
  };
}

async function startFalProxy({ vendor, key }) {
  const server = await startServer(process.execPath, {
    name: "Node proxy",
    flags: [join(root, "bench/gateway/fal-proxy.mjs"), vendor, key],
    env: { NODE_ENV: "production" },
    log: () => {},
  });
  const { host, pathname } = new URL(server.url);
  return { ...server, address: host, path: pathname, processIds: [server.processId] };
}

function headOf(address, path, headers) {
  const lines = Object.entries({ host: address, "content-type": "application/json", ...headers });
  return `POST ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join("")}`;
}

function watchHead({ address }, jobs, authorization) {
  return `GET /events?ids=${jobs.join(",")} HTTP/1.1\r\nhost: ${address}\r\nauthorization: ${authorization}\r\n\r\n`;
}

async function runLoad(load, { warmMs, runMs }) {
  const options = JSON.stringify({ ...load, warm_ms: warmMs, run_ms: runMs });
  const { status, stdout, stderr } = await capture(builtExample("gateway-bench"), ["load", options]);
  if (status !== 0 || stderr) throw new Failure(`the load did not run well: ${stderr}`);
  return JSON.parse(stdout);
}

async function openStreams(address, heads) {
  const child = startChild(builtExample("gateway-bench"), ["streams", JSON.stringify({ address })], {
    stdio: ["pipe", "pipe", 2],
  });
  child.stdin.write(`${JSON.stringify(heads)}\n`);
  const lines = createInterface({ input: child.stdout });
  const said = (word) =>
    new Promise((resolve, reject) => {
      lines.on("line", (line) => line.startsWith(word) && resolve());
      child.once("exit", () => reject(new Failure("the holder of streams ended too early")));
    });
  const [open, over] = [said("open"), said("over")];
  over.catch(() => {});
  await open;
  return { over, stop: () => stopChild(child) };
}

async function ask(url, { headers = {}, body } = {}) {
  const response = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    headers: { "content-type": "application/json", ...headers },
    body,
  });
  const text = await response.text();
  if (!response.ok) throw new Failure(`${url} answers ${response.status}: ${text}`);
  return JSON.parse(text);
}
