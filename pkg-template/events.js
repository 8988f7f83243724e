// Loaded when somebody waits and the gateway may tell what changes.

import { monotonicMs } from "./clock.js";

/** The gateway says something every 15 seconds. */
const SILENCE_MS = 40_000;
/** What begins together shares one stream, and what is done already needs none. */
const SETTLE_MS = 250;
/** A stream ends when its token does. */
const REST_MS = 1_000;
/**
 * After a stream that failed, the next one is not tried for this long, and for twice as long each time. A gateway without
 * events, a proxy's page or a token that may not listen is no reason never to try again: what is there may change with the next
 * token or the next release.
 */
const PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 60_000;
/** Jobs that one stream takes. */
const MAXIMUM_IDS = 200;

/**
 * Reads server-sent events to their end and hands out the records in them. Resolves to an answer as others come. However it
 * ends, nothing more of the stream comes: a browser has few connections, and one that nobody reads is not free.
 */
export const read = async (response, onRecord, signal) => {
  // A page in its place, say.
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return undefined;
  const reader = response.body.getReader();
  const cancel = () => reader.cancel().catch(() => {});
  const decoder = new TextDecoder();
  let timer;
  let isSilent = false;
  const listenOn = () => {
    clearTimeout(timer);
    timer = setTimeout(() => cancel((isSilent = true)), SILENCE_MS);
  };
  // A `fetch` of the caller's may have made the body itself.
  signal.addEventListener("abort", cancel);
  try {
    let rest = "";
    for (;;) {
      listenOn();
      const { done, value } = await reader.read();
      if (isSilent) throw new TypeError("The stream fell silent.");
      if (done) return { code: 1000 };
      const lines = (rest + decoder.decode(value, { stream: true })).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (!line.startsWith("data:")) continue;
        const data = JSON.parse(line.slice(5));
        (data.result ?? [data]).forEach(onRecord);
      }
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
 * @param {(ids: string[], callOptions: object) => Promise<unknown>} listen resolves when the stream has ended
 * @param {(isTold: boolean) => void} tell says whether the gateway tells what changes
 * @param {(record: object) => void} feed takes in what came
 */
export const createEvents = (listen, tell, feed) => {
  /** How many wait for each id. */
  const wanted = new Map();
  let followed = new Set();
  let isHeld = false;
  let controller, timer;
  let failures = 0;
  let notBeforeMs = 0;

  const end = () => {
    clearTimeout(timer);
    timer = undefined;
    followed = new Set();
    if (!controller) return;
    controller.abort();
    controller = undefined;
    tell(false);
  };

  const update = () => {
    if (isHeld || !wanted.size || wanted.size > MAXIMUM_IDS || globalThis.document?.visibilityState === "hidden") end();
    else if (!timer && [...wanted.keys()].some((id) => !followed.has(id))) {
      if (monotonicMs() < notBeforeMs) updateIn(0);
      else follow();
    }
  };

  const follow = async () => {
    end();
    const mine = new AbortController();
    controller = mine;
    followed = new Set(wanted.keys());
    let pauseMs = REST_MS;
    try {
      const onRecord = (record) => {
        if (controller === mine) tell(true);
        failures = 0;
        feed(record);
      };
      await listen([...followed], { signal: mine.signal, onRecord });
    } catch {
      // Another stream may have taken its place.
      if (controller === mine) pauseMs = Math.min(PAUSE_MS * 2 ** failures++, LONGEST_PAUSE_MS);
    }
    if (controller !== mine) return;
    notBeforeMs = monotonicMs() + pauseMs;
    end();
    updateIn(0);
  };

  const updateIn = (pauseMs) => {
    timer ??= setTimeout(
      () => {
        timer = undefined;
        update();
      },
      Math.max(pauseMs, notBeforeMs - monotonicMs()),
    );
  };

  return {
    /** Lets another tab listen, or takes it up again. */
    hold: (isNow) => {
      isHeld = isNow;
      update();
    },
    /** Follows `id` until `waiting` has settled. */
    follow: async (id, waiting) => {
      if (!wanted.size) globalThis.document?.addEventListener("visibilitychange", update);
      wanted.set(id, (wanted.get(id) ?? 0) + 1);
      updateIn(SETTLE_MS);
      await waiting.catch(() => {});
      wanted.set(id, wanted.get(id) - 1);
      if (!wanted.get(id)) wanted.delete(id);
      if (wanted.size) return;
      globalThis.document?.removeEventListener("visibilitychange", update);
      end();
    },
  };
};
