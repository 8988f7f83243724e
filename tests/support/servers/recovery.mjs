import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { startStack } from "./stack.mjs";

const create = "/api/open/v4/image2Video/createBySourcePrompt";
const results = "/api/open/v4/image2Video/resultsByIds";
const effects = "/api/open/v4/image2Video/effects";
const credits = "/api/open/v3/faceswap/quota/info";
const budget = 1_000_000;
/** How long something that must come about may take. */
const patienceMs = 60_000;

/** A gateway before a simulator that goes wrong on demand and whose clock stands still until it is stepped. */
export async function startRecovery() {
  const stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--credits", String(budget), "--control", "--stopped"],
    gatewayEnvironment: {
      AKOOL_GATEWAY_SUBJECT_CREDITS_PER_DAY: String(budget),
      AKOOL_GATEWAY_SUBJECT_REQUESTS_PER_MINUTE: "100000",
      AKOOL_GATEWAY_ADDRESS_REQUESTS_PER_MINUTE: "100000",
    },
  });
  const recovery = new Recovery(stack);
  await recovery.prepare();
  return recovery;
}

class Recovery {
  #stack;
  #gateway;
  #authorization;
  #imageUrl;

  constructor(stack) {
    this.#stack = stack;
    this.#gateway = stack.gateway;
  }

  /** Gets a token, and the picture of all jobs: one that the simulator can fetch while there is no gateway. */
  async prepare() {
    const grant = await (await fetch(`${this.#gateway.url}/token`, { method: "POST" })).json();
    this.#authorization = `Bearer ${grant.access_token}`;
    const { json } = await this.#ask(effects);
    this.#imageUrl = json.data.result[0].logo;
  }

  /** The simulator as just started: no jobs, no faults, an empty journal. */
  async reset() {
    await this.control("reset", {});
  }

  /** Says something to the simulator's control interface, or asks it when there is nothing to say. */
  async control(path, body) {
    const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const answer = await fetch(`${this.#stack.simulator.url}/_control/${path}`, options);
    const json = await answer.json();
    assert.equal(answer.status, 200, `${path}: ${JSON.stringify(json)}`);
    return json;
  }

  /** Lets time pass at the vendor, and waits until everything due on the way has happened. */
  async step(stepMs) {
    const { settled } = await this.control("clock", { step_ms: stepMs });
    assert.equal(settled, true, "everything due has happened");
  }

  /** Creates a video, as the order of that name. */
  create(name, { prompt = "slow zoom in" } = {}) {
    return this.#ask(create, {
      json: { image_url: this.#imageUrl, prompt },
      headers: { "idempotency-key": name.replaceAll(" ", "-") },
    });
  }

  /** Asks how the order of that name ended until there is a job. */
  async found(name) {
    return until(
      () => this.create(name),
      ({ status }) => status === 200,
    );
  }

  /** One look at a job. */
  look(id) {
    return this.#ask(results, { json: { _ids: id } });
  }

  /** The job is the caller's, has ended well, and its video is there. */
  async assertVideo(id) {
    const { status, json } = await this.look(id);
    assert.equal(status, 200);
    const [job] = json.data.result;
    assert.equal(job._id, id);
    assert.equal(job.status, 3);
    const video = await fetch(job.video_url);
    assert.equal(video.status, 200);
    assert.equal(Buffer.from(await video.arrayBuffer()).toString("latin1", 4, 8), "ftyp");
  }

  /** What the subject may still spend, and what the vendor's account holds. */
  async money() {
    const { json } = await this.#ask(credits);
    const account = await this.control("account");
    return { budget: json.data.credit, account: account.credits };
  }

  /** How often the vendor was asked to create. */
  async posts() {
    const { entries } = await this.control("journal?route=create");
    return entries.length;
  }

  /** Resolves once the vendor has been asked so many times. */
  async posted(count) {
    await until(
      () => this.posts(),
      (posts) => posts >= count,
    );
  }

  /** The status of a health page. */
  async health(path) {
    const answer = await fetch(`${this.#gateway.url}${path}`);
    await answer.arrayBuffer();
    return answer.status;
  }

  /** kill -9. */
  async killGateway() {
    process.kill(this.#gateway.processId, "SIGKILL");
    await this.#gateway.ended;
  }

  /** On the same address and the same data. */
  async startGatewayAgain() {
    this.#gateway = await this.#stack.startGatewayAgain();
  }

  stop() {
    return this.#stack.stop();
  }

  async #ask(path, { json, headers = {} } = {}) {
    const answer = await fetch(`${this.#gateway.url}${path}`, {
      method: json ? "POST" : "GET",
      headers: {
        "authorization": this.#authorization,
        ...(json && { "content-type": "application/json" }),
        ...headers,
      },
      body: json && JSON.stringify(json),
      signal: AbortSignal.timeout(patienceMs),
    });
    const text = await answer.text();
    return { status: answer.status, retryAfter: answer.headers.get("retry-after"), text, json: JSON.parse(text) };
  }
}

async function until(look, isEnough) {
  const end = Date.now() + patienceMs;
  for (;;) {
    const seen = await look();
    if (isEnough(seen)) return seen;
    if (Date.now() > end) throw new Error(`still ${JSON.stringify(seen)}`);
    await pause(20);
  }
}

/** What an answer tells of the things named. */
export function tale(answer, names) {
  const all = { status: answer.status, retryAfter: answer.retryAfter, ...answer.json };
  return Object.fromEntries(Object.keys(names).map((name) => [name, all[name]]));
}
