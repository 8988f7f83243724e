// Loaded when somebody waits and the gateway may tell what changes.

/** The gateway says something every 15 seconds. */
const SILENCE_MS = 40_000;
/** What begins together shares one stream, and what is done already needs none. */
const SETTLE_MS = 250;
/** A stream ends when its token does. */
const REST_MS = 1_000;
/** After a stream that failed, the next one is not tried for this long. */
const PAUSE_MS = 10_000;
/** Jobs that one stream takes. */
const MAXIMUM_IDS = 200;
/** What says nothing about whether there are events at all. */
const PASSING = ["network", "timeout", "rate_limited", "unavailable", "unauthorized"];

/** Reads server-sent events to their end and hands out the records in them. Resolves to an answer as others come. */
export const read = async (response, onRecord, abort) => {
  // A page in its place, say.
  if (!response.headers.get("content-type")?.startsWith("text/event-stream")) return undefined;
  let timer;
  const listenOn = () => {
    clearTimeout(timer);
    timer = setTimeout(abort, SILENCE_MS);
  };
  try {
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      listenOn();
      const { done, value } = await reader.read();
      if (done) return { code: 1000 };
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        if (!line.startsWith("data:")) continue;
        const data = JSON.parse(line.slice(5));
        (data.result ?? [data]).forEach(onRecord);
      }
    }
  } finally {
    clearTimeout(timer);
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
  let isAbsent = false;
  let controller, timer;

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
    if (isHeld || isAbsent || !wanted.size || wanted.size > MAXIMUM_IDS || globalThis.document?.hidden) end();
    else if (!timer && [...wanted.keys()].some((id) => !followed.has(id))) follow();
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
        feed(record);
      };
      await listen([...followed], { signal: mine.signal, onRecord });
    } catch (error) {
      pauseMs = PAUSE_MS;
      isAbsent = controller === mine && !PASSING.includes(error?.code);
    }
    // Another stream may have taken its place.
    if (controller !== mine) return;
    end();
    if (!isAbsent) updateIn(pauseMs);
  };

  const updateIn = (pauseMs) => {
    timer ??= setTimeout(() => {
      timer = undefined;
      update();
    }, pauseMs);
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
