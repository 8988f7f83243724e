// Loaded by the first wait in a page: of several tabs one polls, and passes what it finds on to the others.

import type { Job, JobRecord } from "../types/jobs.js";
import type { WaitOptions } from "../types/options.js";

const isHidden = () => document.visibilityState === "hidden";

/** How often a tab says what it waits for. */
const RENEWAL_MS = 5_000;
/** A tab or a leader that is silent for so long is gone. */
const SILENCE_MS = 3 * RENEWAL_MS;

/** What tabs send each other. */
interface Message {
  /** To the leader: ids that a tab waits for. */
  want?: string[];
  /** From the leader: ids that it follows. */
  following?: string[];
  /** From the leader: a record that changed. */
  record?: JobRecord;
}

/** A job that this tab follows for another one. */
interface Guest {
  controller: AbortController;
  untilMs: number;
}

/**
 * Makes a function that shares the polling of jobs with the tabs of the same person.
 *
 * @param name of the lock and the channel; the same for tabs that may share
 * @param wait this tab's own waiting
 * @param apply takes a record that the leader found
 * @param hold leaves polling to the leader, or takes it up again
 */
export const createTabLeader = (
  name: string,
  wait: (id: string, options: WaitOptions) => Promise<unknown>,
  apply: (record: JobRecord) => void,
  hold: (isHeld: boolean) => void,
) => {
  /** How many wait here for each id. */
  const own = new Map<string, number>();
  /** Ids that other tabs asked for. */
  const guests = new Map<string, Guest>();
  let channel: BroadcastChannel | undefined;
  let leave: (() => void) | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let heardAtMs: number | undefined;
  let isLeader = false;

  const post = (message: Message) => channel?.postMessage(message);
  const ask = () => post({ want: [...own.keys()] });

  const adopt = (id: string): Guest => {
    const guest = { controller: new AbortController(), untilMs: 0 };
    guests.set(id, guest);
    const onUpdate = ({ record }: Job) => post({ record });
    // A job that this tab may not see is left to the tab that asks.
    wait(id, { signal: guest.controller.signal, onUpdate })
      .catch(() => {})
      .finally(() => guests.delete(id));
    return guest;
  };

  const dismiss = (isOver: (guest: Guest) => boolean) => {
    for (const [id, guest] of guests) {
      if (!isOver(guest)) continue;
      guests.delete(id);
      guest.controller.abort();
    }
  };

  const onMessage = ({ data: { want, following, record } }: MessageEvent<Message>) => {
    if (isLeader && want) {
      for (const id of want) (guests.get(id) ?? adopt(id)).untilMs = performance.now() + SILENCE_MS;
      post({ following: want });
    } else if (!isLeader && record?._id && own.has(record._id)) {
      heardAtMs = performance.now();
      hold(true);
      apply(record);
    } else if (!isLeader && following) {
      heardAtMs = performance.now();
    }
  };

  const renew = () => {
    if (isLeader) return dismiss(({ untilMs }) => untilMs < performance.now());
    if (heardAtMs === undefined || performance.now() - heardAtMs >= SILENCE_MS) hold(false);
    ask();
  };

  const join = () => {
    if (channel || !own.size || isHidden()) return;
    channel = new BroadcastChannel(name);
    channel.onmessage = onMessage;
    timer = setInterval(renew, RENEWAL_MS);
    const controller = new AbortController();
    leave = () => controller.abort();
    const lead = () =>
      new Promise<void>((resolve) => {
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
    leave?.();
    isLeader = false;
    hold(false);
  };

  const onVisibility = () => (isHidden() ? part() : join());

  /** Shares the polling of `id` until `waiting` has settled. */
  return async (id: string, waiting: Promise<unknown>): Promise<void> => {
    if (!own.size) document.addEventListener("visibilitychange", onVisibility);
    own.set(id, (own.get(id) ?? 0) + 1);
    if (channel) ask();
    else join();
    await waiting.catch(() => {});
    const left = (own.get(id) ?? 0) - 1;
    if (left > 0) own.set(id, left);
    else own.delete(id);
    if (own.size) return;
    document.removeEventListener("visibilitychange", onVisibility);
    part();
  };
};
