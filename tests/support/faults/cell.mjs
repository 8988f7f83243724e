import { breakOff, disturb, relent, startServers, vendorToken } from "./cell-servers.mjs";
import { openFrame, openOwnPage } from "./place.mjs";
import { faultsOf } from "./verdict.mjs";

/** A cell that has not ended by then never will. */
const limitMs = 180_000;
/** What has to be there before a call: nothing, a job, or a job that is done. */
const preparations = { poll: "created", wait: "created", events: "created", download: "completed" };

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
  const { action, leg, name, trouble } = cell;
  const servers = await startServers(stage, cell, place);
  const { proxy, control } = servers;
  const open = ["offline", "reload", "chunk"].includes(trouble.inPage) ? openOwnPage : openFrame;
  const view = await open(stage, proxy.url);
  place.stop.push(view.close);
  const inPage = (method, ...input) =>
    view.frame().evaluate(([name, values]) => cell[name](...values), [method, input]);

  const options = await clientOptions(cell, servers);
  const ownOptions = { ...options, ...(trouble.timeoutMs && { timeoutMs: trouble.timeoutMs }) };
  const request = { image_url: stage.pictureUrl, prompt: `${action}, ${name}` };
  if (preparations[action]) await inPage("prepare", options, request, preparations[action]);
  const inComponent = trouble.inPage === "leave";
  const input = { request, picture: stage.pictureUrl, withFile: trouble.withFile, inComponent };
  const begin = () => inPage("begin", action, ownOptions, input);

  // The trouble comes in the middle of a wait.
  if (action === "wait") {
    await begin();
    await proxy.until((seen) => seen.some(({ route, isAnswered }) => route === "results" && isAnswered));
  }
  if (trouble.inPage === "chunk") await view.loseFile("on-demand.js");
  const reached = trouble.answer ? await disturb(cell, servers) : async () => {};
  if (action !== "wait") await begin();
  // On a busy machine a call may run out of time before it gets as far as the trouble.
  const ended = view.frame().evaluate(() => cell.settled);
  await Promise.race([reached(), ended].map((one) => one.catch(() => {})));
  const end = {
    begin,
    settled: () => view.frame().evaluate(() => cell.settled),
    pendingAs: (scope) => inPage("pendingAs", options, scope),
    relent: () => relent(servers),
    breakOff: () => breakOff(servers),
  };
  const outcome = await (pageTroubles[trouble.inPage] ?? pageTroubles.none)({ view, inPage, control, ...end });

  await relent(servers);
  await control.runClock();
  const isThere = (await control.jobs()).length > 0;
  const found = await inPage("follow", options, outcome.job, isThere && leg !== "page–Akool");
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
    keys: new Set(
      proxy.seen.filter(({ route }) => route === "create").map(({ headers }) => headers["idempotency-key"]),
    ),
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
  chunk: async ({ view, begin, settled }) => {
    const first = await settled();
    await view.findFiles();
    await begin();
    const second = await settled();
    return { ...second, outcome: `${first.outcome}, then ${second.outcome}` };
  },
  sameFile: async ({ begin, settled, relent }) => {
    const first = await settled();
    await relent();
    await begin();
    const { job, outcome } = await settled();
    return { ...first, job, outcome: `${first.outcome}, then ${outcome}` };
  },
  anotherPerson: async ({ settled, relent, pendingAs }) => {
    const first = await settled();
    await relent();
    const { length } = await pendingAs("another person");
    return { ...first, outcome: `${first.outcome}; another person sees ${length} jobs` };
  },
  leave: async ({ inPage, settled, relent }) => {
    await inPage("leave");
    // Only now: what should have been given up would go on with the token.
    await relent();
    await settled();
    return { outcome: "the component is gone" };
  },
  abort: async ({ inPage, settled }) => {
    await inPage("abort");
    return settled();
  },
};

/** How the page reaches its server. Everything but the row of events is about looks. */
async function clientOptions({ action, leg }, servers) {
  if (leg !== "page–Akool") return { events: action === "events" };
  return { direct: true, token: await vendorToken(servers), dangerouslyAllowVendorCredential: true };
}
