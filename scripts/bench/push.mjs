import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageDirectory } from "../shared/paths.mjs";

/** What the simulator does to its webhooks. */
const faultsOf = {
  with_webhooks: [],
  without_webhooks: [{ route: "webhook", count: 0, answer: { kind: "missing" } }],
};

/**
 * Milliseconds from "done" at the vendor to the promise that a program waits for: by the package, and by a stream of events
 * that is read by hand. Gateway and simulator run on this machine; jobs end one after the other.
 */
export async function pushLatency({ pushedJobs, shortestJobMs, betweenEndsMs }) {
  const { startStack } = await import("../../tests/support/servers/stack.mjs");
  const { picture } = await import("../../tests/support/picture.mjs");
  const { createClient } = await import(pathToFileURL(join(packageDirectory, "inline.js")));
  const rows = [];
  for (const [how, faults] of Object.entries(faultsOf)) {
    const stack = await startStack({ simulatorFlags: ["--quality", "preview", "--credits", "1000000", "--control"] });
    const control = async (path, body) => {
      const init = body && { method: "POST", body: JSON.stringify(body) };
      return (await fetch(`${stack.simulator.url}/_control/${path}`, init)).json();
    };
    const client = createClient({ baseUrl: stack.gateway.url, events: true, storage: false });
    const promptsOf = (name) => Array.from({ length: pushedJobs }, (_, index) => `${name} ${index}.`);
    const planOf = (prompt, index) => ({
      when: { json: { prompt } },
      queue_ms: 100,
      processing_ms: shortestJobMs + index * betweenEndsMs,
    });
    try {
      const imageUrl = await client.uploadFile(new Blob([picture()], { type: "image/png" }));
      const subjects = { ours: byPackage(client, imageUrl), EventSource: byHand(stack.gateway.url, imageUrl) };
      for (const fault of faults) await control("faults", fault);
      await control(
        "plans",
        Object.keys(subjects).flatMap((name) => promptsOf(name).map(planOf)),
      );
      const resolvedAt = new Map();
      const waitings = Object.entries(subjects).map(([name, waitForAll]) =>
        waitForAll(promptsOf(name), (prompt) => resolvedAt.set(prompt, Date.now())),
      );
      await Promise.all(waitings);
      const { jobs } = await control("jobs");
      const doneAt = new Map(jobs.map(({ prompt, update_time }) => [prompt, update_time]));
      const delaysOf = (name) => promptsOf(name).map((prompt) => resolvedAt.get(prompt) - doneAt.get(prompt));
      const delays = Object.fromEntries(Object.keys(subjects).map((name) => [name, delaysOf(name)]));
      rows.push({ how, delays });
    } finally {
      await stack.stop();
    }
  }
  return rows;
}

const byPackage = (client, imageUrl) => async (prompts, resolved) => {
  const jobs = await Promise.all(prompts.map((prompt) => client.createImageToVideo({ image_url: imageUrl, prompt })));
  await Promise.all(jobs.map((job, index) => client.waitForVideo(job).then(() => resolved(prompts[index]))));
};

/** What one writes by hand; Node has no EventSource of its own. */
const byHand = (url, imageUrl) => async (prompts, resolved) => {
  const { access_token: token } = await (await fetch(`${url}/token`, { method: "POST" })).json();
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const create = async (prompt) => {
    const body = JSON.stringify({ image_url: imageUrl, prompt });
    const answer = await fetch(`${url}/api/open/v4/image2Video/createBySourcePrompt`, {
      method: "POST",
      headers,
      body,
    });
    return (await answer.json()).data._id;
  };
  const waiting = new Map(await Promise.all(prompts.map(async (prompt) => [await create(prompt), prompt])));
  const answer = await fetch(`${url}/events?ids=${[...waiting.keys()].join()}`, { headers });
  let text = "";
  for await (const piece of answer.body.pipeThrough(new TextDecoderStream())) {
    text += piece;
    const events = text.split("\n\n");
    text = events.pop();
    for (const event of events) {
      const data = /^data: ?(.*)$/m.exec(event)?.[1];
      if (!data) continue;
      const value = JSON.parse(data);
      for (const { _id, status } of value.result ?? [value]) {
        if (status !== 3 || !waiting.has(_id)) continue;
        resolved(waiting.get(_id));
        waiting.delete(_id);
      }
    }
  }
};
