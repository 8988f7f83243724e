// Loaded by the first wait: the gateway's events and other tabs tell of changes sooner than polling finds them.

import type { ClientCore } from "../core/client.js";
import type { JobRecord } from "../types/jobs.js";
import type { WaitOptions } from "../types/options.js";
import {
  applyRecord,
  type EventOptions,
  followEvents,
  type PollOwner,
  scopeOf,
  setPollOwner,
} from "../wasm/akool_image_to_video.js";
import { createEvents, read } from "./events.js";
import { createTabLeader } from "./tab-leader.js";

/** Follows a job until `waiting` has settled. */
type Follow = (id: string, waiting: Promise<unknown>) => void;

/** Makes a function that follows jobs for one client: by the gateway's events, and with one tab polling for all of an origin. */
export const createLiveUpdates = (
  client: number,
  { options, bind, waitWithoutUpdates }: Pick<ClientCore, "options" | "bind" | "waitWithoutUpdates">,
): Follow => {
  const apply = (record: JobRecord) => applyRecord(client, record);
  const setOwner = (owner: PollOwner) => setPollOwner(client, owner);
  const { document, navigator } = globalThis;
  const askScope = bind((number, _: undefined) => scopeOf(number));
  const leaders = new Map<string, Follow>();
  let current: string | undefined;
  let events: ReturnType<typeof createEvents> | undefined;
  if (options.events !== false && !options.direct) {
    const listen = bind((number, ids: string[], settings: Omit<EventOptions, "read"> | undefined) =>
      followEvents(number, ids, { ...(settings as EventOptions), read }),
    );
    events = createEvents(
      (ids, settings) => listen(ids as never, settings),
      (isConnected) => setOwner(isConnected ? "events" : "client"),
      apply,
    );
  }
  const findLeader = async (): Promise<Follow | undefined> => {
    if (options.tabs === false || !document || !navigator?.locks || !globalThis.BroadcastChannel) return undefined;
    // Tabs share what they find only with tabs of the same person. Tokens without a subject each count as another person's.
    const scope = await askScope();
    if (scope === undefined) return undefined;
    const name = `akool-image-to-video ${JSON.stringify([options.baseUrl, scope])}`;
    const hold = (isHeld: boolean) => {
      // The client has another person's token now: the tabs of the person before no longer poll for it.
      if (name !== current) return;
      events?.hold(isHeld);
      setOwner(isHeld ? "tab" : "client");
    };
    // Jobs that other tabs wait for are followed like this tab's own.
    const wait = (id: string, callOptions: WaitOptions) => {
      const waiting = waitWithoutUpdates(id, callOptions);
      events?.follow(id, waiting);
      return waiting;
    };
    if (name !== current) {
      current = name;
      hold(false);
    }
    const leader = leaders.get(name) ?? createTabLeader(name, wait, apply, hold);
    leaders.set(name, leader);
    return leader;
  };
  return (id, waiting) => {
    events?.follow(id, waiting);
    findLeader().then(
      (follow) => follow?.(id, waiting),
      () => {}, // Without a token every tab polls for itself.
    );
  };
};
