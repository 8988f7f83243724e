// Loaded by the first wait, if the gateway may send events.

import type { JobRecord } from "../types/jobs.js";
import type { EventOptions } from "../wasm/akool_image_to_video.js";

/** The gateway sends something every 15 seconds. */
const SILENCE_MS = 40_000;
/** Jobs that begin together share one stream, and jobs that are done already need none. */
const SETTLE_MS = 250;
/** A stream ends when its token does. */
const REST_MS = 1_000;
/**
 * After a stream that failed, the next one is not tried for this long, and for twice as long each time. It is always tried again: a
 * gateway without events, a proxy's page or a token that may not listen may be replaced by the next token or the next release.
 */
const PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;
/** Jobs that one stream takes. */
const MAXIMUM_IDS = 200;

/** The pause after so many failures in a row. */
export const pauseMsAfter = (failures: number): number =>
  failures ? Math.min(PAUSE_MS * 2 ** (failures - 1), LONGEST_PAUSE_MS) : REST_MS;

/** The records in one line of a stream of server-sent events. */
export const recordsIn = (line: string): JobRecord[] => {
  if (!line.startsWith("data:")) return [];
  const data = JSON.parse(line.slice(5));
  return data.result ?? [data];
};

/**
 * Reads server-sent events to their end and passes on the records in them. Resolves to an answer like that of any other request.
 * However it ends, the stream is cancelled: a browser has few connections, and one that is not read still takes one.
 */
export const read: EventOptions["read"] = async (response, onRecord, signal) => {
  // A proxy's page in its place, say.
  if (!response.headers.get("content-type")?.startsWith("text/event-stream") || !response.body) return undefined;
  const reader = response.body.getReader();
  const cancel = () => void reader.cancel().catch(() => {});
  const decoder = new TextDecoder();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isSilent = false;
  const restartTimer = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      isSilent = true;
      cancel();
    }, SILENCE_MS);
  };
  // A `fetch` of the caller's may have made the body itself, and not end it.
  signal.addEventListener("abort", cancel);
  try {
    let rest = "";
    for (;;) {
      restartTimer();
      const { done, value } = await reader.read();
      if (isSilent) throw new TypeError("The stream fell silent.");
      if (done) return { code: 1000 };
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) recordsIn(line).forEach(onRecord);
    }
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", cancel);
    cancel();
  }
};

/**
 * Keeps one stream open for all jobs that a client waits for.
 *
 * @param listen resolves when the stream has ended
 * @param onConnection called with whether the gateway sends what changes
 * @param apply takes a record that came
 */
export const createEvents = (
  listen: (ids: string[], settings: Omit<EventOptions, "read">) => Promise<unknown>,
  onConnection: (isConnected: boolean) => void,
  apply: (record: JobRecord) => void,
) => {
  /** How many wait for each id. */
  const wanted = new Map<string, number>();
  let followed = new Set<string>();
  let isHeld = false;
  let controller: AbortController | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let notBeforeMs = 0;

  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    followed = new Set();
    if (!controller) return;
    controller.abort();
    controller = undefined;
    onConnection(false);
  };

  const update = () => {
    if (isHeld || !wanted.size || wanted.size > MAXIMUM_IDS || globalThis.document?.visibilityState === "hidden") end();
    else if (!timer && [...wanted.keys()].some((id) => !followed.has(id))) {
      if (performance.now() < notBeforeMs) updateIn(0);
      else connect();
    }
  };

  const connect = async () => {
    end();
    const mine = new AbortController();
    controller = mine;
    followed = new Set(wanted.keys());
    let pauseMs = REST_MS;
    try {
      const onRecord = (record: JobRecord) => {
        if (controller === mine) onConnection(true);
        failures = 0;
        apply(record);
      };
      await listen([...followed], { signal: mine.signal, onRecord });
    } catch {
      // Another stream may have taken its place.
      if (controller === mine) pauseMs = pauseMsAfter(++failures);
    }
    if (controller !== mine) return;
    notBeforeMs = performance.now() + pauseMs;
    end();
    updateIn(0);
  };

  const updateIn = (pauseMs: number) => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        update();
      },
      Math.max(pauseMs, notBeforeMs - performance.now()),
    );
  };

  return {
    /** Leaves listening to another tab, or takes it up again. */
    hold: (isNow: boolean): void => {
      isHeld = isNow;
      update();
    },
    /** Follows `id` until `waiting` has settled. */
    follow: async (id: string, waiting: Promise<unknown>): Promise<void> => {
      if (!wanted.size) globalThis.document?.addEventListener("visibilitychange", update);
      wanted.set(id, (wanted.get(id) ?? 0) + 1);
      updateIn(SETTLE_MS);
      await waiting.catch(() => {});
      const left = (wanted.get(id) ?? 0) - 1;
      if (left > 0) wanted.set(id, left);
      else wanted.delete(id);
      if (wanted.size) return;
      globalThis.document?.removeEventListener("visibilitychange", update);
      end();
    },
  };
};
