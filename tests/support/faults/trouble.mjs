/** An answer that never comes. */
const silence = { answer: { kind: "hang" }, effect: true, once: true, on: { events: { effect: false } } };

/** An answer that is waited for while something happens to the page. */
const held = { answer: { kind: "held" }, effect: true, once: true, on: { events: { effect: false } } };

/** Only there a request is sent again. */
const resending = "create, page–gateway";

/**
 * What may go wrong, in the words of the simulator's faults; `on` has what is special about a route. `effect`: the
 * request is carried out, and then the answer goes wrong. `next`: what goes wrong from there on. What has `inPage` is done to the page.
 */
export const troubles = {
  "HTTP 500": { answer: { kind: "status", status: 500 } },
  "HTTP 503": { answer: { kind: "status", status: 503 } },
  "HTTP 429 with Retry-After": { answer: { kind: "status", status: 429, retry_after: 1 } },
  "HTTP 429 without it": { answer: { kind: "status", status: 429 } },
  "reset, not read": { answer: { kind: "reset" } },
  "reset, read": {
    answer: { kind: "reset" },
    effect: true,
    on: { events: "a stream has begun when it has been read: see the cut" },
  },
  "cut in the body": { answer: { kind: "truncated" } },
  "silence until timeout": { ...silence, timeoutMs: 1500 },
  // All others are limited as a whole; with a file that keeps coming, every pause is.
  "silence in the body": { answer: { kind: "stalled" }, timeoutMs: 1500, only: "download, page–store" },
  "malformed JSON": { answer: { kind: "malformed" }, on: { media: "a video is not read" } },
  "HTML with HTTP 200": { answer: { kind: "html" } },
  "business code with HTTP 200": {
    answer: { kind: "business", code: 1005 },
    on: { create: { answer: { kind: "business", code: 1015 } }, media: "a file has no business code" },
  },
  "unknown status": {
    answer: { kind: "status", status: 418 },
    on: {
      create: { answer: { kind: "edited", set: { "/data/status": 9 } } },
      results: { answer: { kind: "edited", set: { "/data/result/0/status": 9 } } },
      events: { answer: { kind: "edited", set: { "/result/0/status": 9 } } },
    },
  },
  "empty result": {
    answer: { kind: "status", status: 200, body: {} },
    on: {
      create: { answer: { kind: "status", status: 200, body: { code: 1000, msg: "OK", data: {} } }, effect: true },
      results: { answer: { kind: "status", status: 200, body: { code: 1000, msg: "OK", data: { result: [] } } } },
      events: { answer: { kind: "edited", set: { "/result": [] } } },
      media: { answer: { kind: "empty" } },
    },
  },
  "HTTP 401": { answer: { kind: "status", status: 401, body: { code: 1101, msg: "expired" } }, once: true },
  "offline": { ...held, inPage: "offline" },
  "hidden tab": { ...held, inPage: "hidden" },
  "reload": { ...held, inPage: "reload" },
  "abort": { ...silence, inPage: "abort" },
  // The browser sends it again by itself, and says nothing.
  "reset of a used connection, read": { answer: { kind: "reset" }, effect: true, keepAlive: true, only: resending },
  "HTTP 503 for good": { answer: { kind: "status", status: 503 }, count: 0, only: resending },
  "reset for good, read": { answer: { kind: "reset" }, effect: true, count: 0, only: resending },
  "silence for good": { ...silence, count: 0, timeoutMs: 1500, only: resending },
  "reset, read, then HTTP 429 for good": {
    answer: { kind: "reset" },
    effect: true,
    next: [{ route: "create", answer: { kind: "status", status: 429 }, count: 0 }],
    only: resending,
  },
  "the component goes away before anything was sent": { ...held, inPage: "leave", only: "token, page–gateway" },
  "a part of the package does not load": { inPage: "chunk", withFile: true, only: resending },
  "reset for good, read, then the same key and file": {
    answer: { kind: "reset" },
    effect: true,
    count: 0,
    inPage: "sameFile",
    withFile: true,
    only: resending,
  },
  "reset for good, read, then another person": {
    answer: { kind: "reset" },
    effect: true,
    count: 0,
    inPage: "anotherPerson",
    only: resending,
  },
  "reset, read, then no token": {
    answer: { kind: "reset" },
    effect: true,
    next: [
      { route: "create", answer: { kind: "status", status: 401 }, count: 1 },
      { route: "token", answer: { kind: "status", status: 503 }, count: 0 },
    ],
    only: resending,
  },
};

/** What a kind of trouble is on a route, or why there is no such thing. */
export function troubleOn(name, route) {
  const { on = {}, ...general } = troubles[name];
  const special = on[route];
  return typeof special === "string" ? { reason: special } : { ...general, ...special };
}
