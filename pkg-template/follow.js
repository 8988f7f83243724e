// Loaded when somebody waits: there may be better ways to hear of a change than to look for it.

import { ask, feed, help } from "./akool_image_to_video.js";
import { createEvents } from "./events.js";
import { createTabs } from "./tabs.js";

const EVENTS = 4;

/** Who else looks, as the module calls it. */
const NOBODY = 0;
const GATEWAY = 1;
const OTHER_TAB = 2;

/** Makes what follows jobs on behalf of one client: the gateway's events, and one tab for all of an origin. */
export const createFollow = (client, options, call, look) => {
  const take = (record) => feed(client, record);
  const { document, navigator } = globalThis;
  const followers = [];
  let events;
  if (options.events !== false && !options.direct) {
    const listen = call((_, ids, callOptions) => ask(client, EVENTS, ids, callOptions));
    events = createEvents(listen, (isTold) => help(client, isTold ? GATEWAY : NOBODY), take);
    followers.push(events.follow);
  }
  if (options.tabs !== false && document && navigator?.locks && globalThis.BroadcastChannel) {
    const hold = (isHeld) => {
      events?.hold(isHeld);
      help(client, isHeld ? OTHER_TAB : NOBODY);
    };
    // What other tabs wait for is followed like what this one waits for.
    const wait = (id, callOptions) => {
      const waiting = look(id, callOptions);
      events?.follow(id, waiting);
      return waiting;
    };
    followers.push(createTabs(`akool-image-to-video ${options.baseUrl}`, wait, take, hold));
  }
  return (id, waiting) => {
    for (const follow of followers) follow(id, waiting);
  };
};
