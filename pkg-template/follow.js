// Loaded when somebody waits: there may be better ways to hear of a change than to look for it.

import { ask, feed, help, scopeOf } from "./akool_image_to_video.js";
import { createEvents, read } from "./events.js";
import { createTabs } from "./tabs.js";

/** Makes what follows jobs on behalf of one client: the gateway's events, and one tab for all of an origin. */
export const createFollow = (client, options, call, look) => {
  const take = (record) => feed(client, record);
  const { document, navigator } = globalThis;
  const askScope = call(scopeOf);
  const tabsOf = new Map();
  let current;
  let events;
  if (options.events !== false && !options.direct) {
    const listen = call((_, ids, callOptions) => ask(client, "events", ids, { ...callOptions, read }));
    events = createEvents(listen, (isTold) => help(client, isTold ? "events" : "none"), take);
  }
  const findTabs = async () => {
    if (options.tabs === false || !document || !navigator?.locks || !globalThis.BroadcastChannel) return undefined;
    // What one person's tab finds is for that person's tabs only. Tokens that name nobody are each another person's.
    const scope = await askScope();
    if (scope === undefined) return undefined;
    const name = `akool-image-to-video ${JSON.stringify([options.baseUrl, scope])}`;
    const hold = (isHeld) => {
      // The tabs of the person who used this client before look for nobody else.
      if (name !== current) return;
      events?.hold(isHeld);
      help(client, isHeld ? "tab" : "none");
    };
    // What other tabs wait for is followed like what this one waits for.
    const wait = (id, callOptions) => {
      const waiting = look(id, callOptions);
      events?.follow(id, waiting);
      return waiting;
    };
    if (name !== current) {
      current = name;
      hold(false);
    }
    if (!tabsOf.has(name)) tabsOf.set(name, createTabs(name, wait, take, hold));
    return tabsOf.get(name);
  };
  return (id, waiting) => {
    events?.follow(id, waiting);
    findTabs().then(
      (follow) => follow?.(id, waiting),
      () => {}, // Without a token every tab looks for itself.
    );
  };
};
