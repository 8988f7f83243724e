import { startFaultProxy } from "../servers/fault-proxy.mjs";
import { startStack } from "../servers/stack.mjs";
import { simulatorControl } from "./simulator-control.mjs";

/** Calls that look more than once, at a job that stands still until the trouble is over, get more than one answer wrong. */
const lookingCalls = ["wait", "events"];

/** The vendor, the gateway, and the proxies in front of the gateway (or the vendor) and of the store of videos. */
export async function startServers(stage, { action, leg, trouble }, place) {
  const proxy = await startFaultProxy({ page: stage.page, keepAlive: trouble.keepAlive });
  place.stop.push(proxy.stop);
  const store = await startFaultProxy();
  place.stop.push(store.stop);
  const stack = await startStack({
    simulatorFlags: [
      ...["--quality", "preview", "--speed", "20", "--control", "--public-url", store.url],
      ...(lookingCalls.includes(action) ? ["--stopped"] : []),
    ],
    origins: [proxy.url],
  });
  place.stop.push(stack.stop);
  store.setTarget(stack.simulator.url);
  proxy.setTarget(leg === "page–Akool" ? stack.simulator.url : stack.gateway.url);
  return { stack, proxy, store, control: simulatorControl(stack.simulator.url) };
}

/** A token of the vendor's own, for a page that does without a gateway. */
export const vendorToken = ({ stack, control }) => control.vendorToken(stack.secrets.clientId, stack.secrets.apiKey);

/** Arms the trouble where it belongs. Returns what waits until it has begun. */
export async function disturb({ action, leg, route, trouble }, { proxy, store, control }) {
  const { answer, effect, once, count = lookingCalls.includes(action) && !once ? 2 : 1 } = trouble;
  const fault = { route, answer, effect, count };
  if (leg === "gateway–Akool") {
    await control.disturb(fault);
    return () => control.whenHit();
  }
  const rule = (leg === "page–store" ? store : proxy).disturb(fault);
  rule.reached.then(() => trouble.next?.forEach((next) => proxy.disturb(next)));
  return () => rule.reached;
}

/** What is held never arrives, as when a network goes away. */
export function breakOff({ proxy, store }) {
  proxy.breakOff();
  store.breakOff();
}

export async function relent({ proxy, store, control }) {
  proxy.relent();
  store.relent();
  await control.relent();
}
