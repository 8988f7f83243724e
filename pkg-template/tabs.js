// Loaded when somebody waits in a page: of several tabs one looks, and tells the others.

import { monotonicMs } from "./clock.js";

const isHidden = () => document.visibilityState === "hidden";

/** How often a tab says what it waits for. */
const RENEWAL_MS = 5_000;
/** A tab or a leader that says nothing for so long is gone. */
const SILENCE_MS = 3 * RENEWAL_MS;

/**
 * @param {string} name of the lock and the channel; the same for those who may share
 * @param {(ref: unknown, options: object) => Promise<unknown>} wait this tab's own waiting
 * @param {(record: object) => void} feed takes in what the leader found
 * @param {(isHeld: boolean) => void} hold leaves looking to the leader
 */
export const createTabs = (name, wait, feed, hold) => {
  /** How many wait here for each id. */
  const own = new Map();
  /** Ids that other tabs asked for: until when, and what ends looking for them. */
  const guests = new Map();
  let channel, leave, timer, heardAt;
  let isLeader = false;

  const ask = () => channel?.postMessage({ want: [...own.keys()] });

  const adopt = (id) => {
    const controller = new AbortController();
    guests.set(id, { controller });
    const onUpdate = ({ record }) => channel?.postMessage({ record });
    // What this tab may not see is left to the one that asks.
    wait(id, { signal: controller.signal, onUpdate })
      .catch(() => {})
      .finally(() => guests.delete(id));
  };

  const dismiss = (isOver) => {
    for (const [id, guest] of guests) {
      if (!isOver(guest)) continue;
      guests.delete(id);
      guest.controller.abort();
    }
  };

  const onmessage = ({ data: { want, following, record } }) => {
    if (isLeader && want) {
      for (const id of want) {
        if (!guests.has(id)) adopt(id);
        guests.get(id).until = monotonicMs() + SILENCE_MS;
      }
      channel.postMessage({ following: want });
    } else if (!isLeader && record && own.has(record._id)) {
      heardAt = monotonicMs();
      hold(true);
      feed(record);
    } else if (!isLeader && following) {
      heardAt = monotonicMs();
    }
  };

  const renew = () => {
    if (isLeader) return dismiss(({ until }) => until < monotonicMs());
    if (!(monotonicMs() - heardAt < SILENCE_MS)) hold(false);
    ask();
  };

  const join = () => {
    if (channel || !own.size || isHidden()) return;
    channel = new BroadcastChannel(name);
    channel.onmessage = onmessage;
    timer = setInterval(renew, RENEWAL_MS);
    const controller = new AbortController();
    leave = () => controller.abort();
    const lead = () =>
      new Promise((resolve) => {
        isLeader = true;
        leave = resolve;
        hold(false);
      });
    // Granted at once, or when the leader before is gone, however it went.
    navigator.locks.request(name, { signal: controller.signal }, lead).catch(() => {});
    ask();
  };

  const part = () => {
    if (!channel) return;
    clearInterval(timer);
    dismiss(() => true);
    channel.close();
    channel = undefined;
    leave();
    isLeader = false;
    hold(false);
  };

  const onVisibility = () => (isHidden() ? part() : join());

  /** Shares looking for `id` until `waiting` has settled. */
  return async (id, waiting) => {
    if (!own.size) document.addEventListener("visibilitychange", onVisibility);
    own.set(id, (own.get(id) ?? 0) + 1);
    if (channel) ask();
    else join();
    await waiting.catch(() => {});
    own.set(id, own.get(id) - 1);
    if (!own.get(id)) own.delete(id);
    if (own.size) return;
    document.removeEventListener("visibilitychange", onVisibility);
    part();
  };
};
