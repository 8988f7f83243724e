// Loaded when somebody asks for what an earlier page began.

import { serverTimeMs } from "./clock.js";
import { keep, PREFIX, storageOf } from "./storage.js";

/** The vendor keeps results for seven days. */
const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** Everything that was written down for this address, newest first, `{ name, base, at, job }` or `{ name, base, at, request }`. */
const entriesFor = (options) => {
  const entries = [];
  try {
    const storage = storageOf(options);
    for (let index = 0; index < storage.length; index++) {
      const key = storage.key(index);
      if (key.startsWith(PREFIX)) entries.push(read(key.slice(PREFIX.length), storage.getItem(key)));
    }
  } catch {
    // Blocked or absent.
  }
  return entries.filter((entry) => entry?.base === options.baseUrl).sort((left, right) => right.at - left.at);
};

const read = (name, text) => {
  try {
    return { ...JSON.parse(text), name };
  } catch {
    return undefined;
  }
};

/** @param {(entry: object) => Promise<object | undefined>} recall asks what became of an order */
export const pendingJobs = async (options, recall) => {
  const jobs = new Map();
  for (const entry of entriesFor(options)) {
    // Only by the server's time: by a clock that is wrong a job of today would be lost. What has become of an order, the
    // gateway says.
    if (entry.job && serverTimeMs() - entry.at > LIFETIME_MS) {
      keep(options, entry.name);
      continue;
    }
    const found = entry.job ?? (await recall(entry));
    for (const job of found?.jobs ?? [found]) if (job) jobs.set(job.id, job);
  }
  return [...jobs.values()];
};
