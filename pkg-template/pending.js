// Loaded when an order has been sent, or when somebody asks for what an earlier page began.

import { serverTimeMs } from "./clock.js";
import { keep, keysOf, LIFETIME_MS, PREFIX, storageOf } from "./storage.js";

/** All entries together may take this many characters: a fifth of what browsers give an origin. */
const MAXIMUM_CHARACTERS = 1_000_000;

/** Every entry, newest first: `{ key, length, base, scope, name, at }` and a `job` or a `request`. May throw. */
const entriesIn = (storage) =>
  keysOf(storage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => {
      const text = storage.getItem(key);
      // An earlier version had the name in the key, and did not write whose it is.
      return { name: key.slice(PREFIX.length), ...parse(text), key, length: key.length + text.length };
    })
    .sort((left, right) => right.at - left.at);

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Strikes out what is too old, and beyond a limit the oldest: jobs first, which can be listed in other ways. */
export const tidy = (options) => {
  try {
    const storage = storageOf(options);
    let characters = 0;
    for (const entry of entriesIn(storage).sort((left, right) => !left.request - !right.request)) {
      characters += entry.length;
      // Only by the server's time: by a clock that is wrong a job of today would be lost.
      const isOver = !entry.at || serverTimeMs() - entry.at > LIFETIME_MS;
      if (isOver || characters > MAXIMUM_CHARACTERS) storage.removeItem(entry.key);
    }
  } catch {
    // Blocked or absent.
  }
};

const entriesFor = (options) => {
  try {
    const storage = storageOf(options);
    return entriesIn(storage).filter(({ base }) => base?.replace(/\/+$/, "") === options.baseUrl);
  } catch {
    return [];
  }
};

/**
 * @param {() => Promise<string | undefined>} askScope whose entries the caller may see
 * @param {(entry: object) => Promise<object | undefined>} recall asks what became of an order
 * @param {(job: object) => Promise<object>} poll looks once
 * @param {() => Promise<Set<string>>} [except] the names of entries to leave alone
 */
export const pendingJobs = async (options, askScope, recall, poll, except) => {
  if (!entriesFor(options).length) return [];
  const scope = await askScope();
  tidy(options);
  const jobs = new Map();
  const entries = entriesFor(options);
  // Asked for only now: what was written down before was claimed before.
  const excepted = await except?.();
  for (const entry of entries) {
    if (excepted?.has(entry.name)) continue;
    if (entry.scope !== undefined && entry.scope !== scope) continue;
    let found = entry.job ?? (await recall(entry));
    if (entry.scope === undefined && found) found = await claim(entry, found, { options, scope, poll });
    for (const job of found?.jobs ?? [found]) if (job) jobs.set(job.id, job);
  }
  return [...jobs.values()];
};

/**
 * Nothing says whose an entry is that an earlier version wrote, or that was written with tokens which name nobody. It belongs
 * to whoever the server shows the job to; everyone else leaves it alone.
 */
const claim = async ({ key, base, name, at, job }, found, { options, scope, poll }) => {
  if (job) found = await poll(job).catch(() => {});
  if (!found) return;
  storageOf(options).removeItem(key);
  if (job && !["completed", "failed"].includes(found.status))
    keep(options, scope, name, { base, scope, name, at, job });
  return found;
};
