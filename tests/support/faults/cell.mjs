import { startFaultProxy } from "../fault-proxy.mjs";
import { startStack } from "../stack.mjs";
import { openFrame, openOwnPage } from "./place.mjs";
import { simulatorControl } from "./simulator-control.mjs";
import { faultsOf } from "./verdict.mjs";

/** A cell that has not ended by then never will. */
const limitMs = 80_000;
/** What has to be there before a call: nothing, a job, or a job that is done. */
const preparations = { poll: "created", wait: "created", download: "completed" };
/** Calls that look more than once get more than one answer wrong. */
const lookingCalls = ["wait"];

/** Runs one cell on servers of its own and tells what was seen, and which rules that breaks. */
export async function runCell(stage, cell) {
  const place = { stop: [] };
  const deadline = AbortSignal.timeout(limitMs);
  const late = new Promise((_, reject) => {
    deadline.addEventListener("abort", () => reject(new Error("it does not end")));
  });
  late.catch(() => {});
  try {
    const seen = await Promise.race([play(stage, cell, place), late]);
    return { ...cell, ...seen, broken: faultsOf(cell, seen) };
  } catch (error) {
    return { ...cell, broken: [error.message] };
  } finally {
    for (const stop of place.stop.reverse()) await stop();
  }
}

async function play(stage, cell, place) {
  const { action, name, trouble } = cell;
  const servers = await startServers(stage, cell, place);
  const { proxy, control } = servers;
  const open = ["offline", "reload"].includes(trouble.inPage) ? openOwnPage : openFrame;
  const view = await open(stage, proxy.url);
  place.stop.push(view.close);
  const inPage = (method, ...input) =>
    view.frame().evaluate(([name, values]) => cell[name](...values), [method, input]);

  const options = await clientOptions(cell, servers);
  const request = { image_url: stage.pictureUrl, prompt: `${action}, ${name}` };
  if (preparations[action]) await inPage("prepare", options, request, preparations[action]);
  const begin = () =>
    inPage(
      "begin",
      action,
      { ...options, ...(trouble.timeoutMs && { timeoutMs: trouble.timeoutMs }) },
      {
        request,
        picture: stage.pictureUrl,
        giveUpMs: trouble.giveUpMs,
      },
    );

  if (lookingCalls.includes(action)) {
    await begin();
    await proxy.whenAnswered("results");
  }
  const reached = await disturb(cell, servers);
  if (!lookingCalls.includes(action)) await begin();
  await reached();
  const end = {
    settled: () => view.frame().evaluate(() => cell.settled),
    relent: () => relent(servers),
    breakOff: () => breakOff(servers),
  };
  const outcome = await (pageTroubles[trouble.inPage] ?? pageTroubles.none)({ view, inPage, control, ...end });

  await relent(servers);
  await control.runClock();
  const found = await inPage("follow", options, outcome.job);
  const jobs = await control.jobs();
  return {
    posts: await control.countPosts("create"),
    accepted: jobs.length,
    outcome: outcome.outcome,
    charged: outcome.charged,
    retryable: outcome.retryable,
    hasPending: outcome.hasPending,
    message: outcome.message,
    heardMs: outcome.heardMs,
    isVideo: outcome.isVideo,
    found,
  };
}

/** What is done to a page in the middle of a call; each returns how the call ended. */
const pageTroubles = {
  none: async ({ control, settled }) => {
    await control.runClock();
    return settled();
  },
  offline: async ({ view, inPage, control, settled, breakOff }) => {
    await view.setOffline(true);
    breakOff();
    await inPage("rest");
    await view.setOffline(false);
    await control.runClock();
    return settled();
  },
  hidden: async ({ inPage, control, settled, relent }) => {
    await inPage("setHidden", true);
    await relent();
    await control.runClock();
    await inPage("setHidden", false);
    return settled();
  },
  reload: async ({ view, relent }) => {
    await view.reload();
    await relent();
    return { outcome: "the page is gone" };
  },
  abort: async ({ inPage, settled }) => {
    await inPage("abort");
    return settled();
  },
};

/** The vendor, the gateway, and the proxies in front of the gateway (or the vendor) and of the store of videos. */
async function startServers(stage, { action, leg }, place) {
  const proxy = await startFaultProxy({ page: stage.page });
  place.stop.push(proxy.stop);
  const store = await startFaultProxy();
  place.stop.push(store.stop);
  const stack = await startStack({
    simulatorFlags: [
      ...["--quality", "preview", "--speed", "20", "--control", "--public-url", store.url],
      ...(action === "wait" ? ["--stopped"] : []),
    ],
    origins: [proxy.url],
  });
  place.stop.push(stack.stop);
  store.setTarget(stack.simulator.url);
  proxy.setTarget(leg === "page–vendor" ? stack.simulator.url : stack.gateway.url);
  return { stack, proxy, store, control: simulatorControl(stack.simulator.url) };
}

async function clientOptions({ leg }, { stack, control }) {
  if (leg !== "page–vendor") return {};
  const token = await control.vendorToken(stack.secrets.clientId, stack.secrets.apiKey);
  return { direct: true, token, dangerouslyAllowVendorCredential: true };
}

/** Arms the trouble where it belongs. Returns what waits until it has begun. */
async function disturb({ action, leg, route, trouble }, { proxy, store, control }) {
  const { answer, effect, once, count = lookingCalls.includes(action) && !once ? 2 : 1 } = trouble;
  const fault = { route, answer, effect, count };
  if (leg === "gateway–vendor") {
    await control.disturb(fault);
    return () => control.whenHit();
  }
  const rule = (leg === "page–store" ? store : proxy).disturb(fault);
  return () => rule.reached;
}

/** What is held never arrives, as when a network goes away. */
function breakOff({ proxy, store }) {
  proxy.breakOff();
  store.breakOff();
}

async function relent({ proxy, store, control }) {
  proxy.relent();
  store.relent();
  await control.relent();
}
