// Loaded when an order has been sent, or by the first pendingJobs.

import type { ClientCore } from "../core/client.js";
import type { Job } from "../types/jobs.js";
import type { Runtime } from "../core/runtime.js";
import type { StorageLike } from "../types/options.js";
import type { PendingEntry } from "./storage.js";

/** Whose entries are read, and with what. */
type Owner = Pick<ClientCore, "options" | "runtime">;

/** All entries together may take this many characters: a fifth of what browsers give an origin. */
const MAXIMUM_CHARACTERS = 1_000_000;

/** An entry as it lies in the storage. Any field may be missing: other code can write there, too. */
type StoredEntry = Partial<PendingEntry> & { name: string; key: string; length: number };

/** What {@link pendingJobs} asks the server. */
export interface PendingCalls {
  /** Whose entries the caller may see. */
  askScope: () => Promise<string | undefined>;
  /** The outcome of an order. */
  recall: (entry: object) => Promise<Job | { jobs: Job[] } | undefined>;
  /** Polls once. */
  poll: (job: Job) => Promise<Job>;
  /** The names of entries to leave alone. */
  except: (() => Promise<Set<string>>) | undefined;
}

/** Every entry, newest first. May throw. */
const entriesIn = ({ keysOf, PREFIX }: Runtime, storage: StorageLike): StoredEntry[] =>
  keysOf(storage)
    .filter((key) => key.startsWith(PREFIX))
    .map((key) => {
      const text = storage.getItem(key) ?? "";
      // An earlier version had the name in the key, and did not store whose the entry is.
      return { name: key.slice(PREFIX.length), ...parse(text), key, length: key.length + text.length };
    })
    .sort((left, right) => (right.at as number) - (left.at as number));

const parse = (text: string): Partial<PendingEntry> | undefined => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Removes entries that are too old, and beyond a limit the oldest: jobs first, which can be listed in other ways. */
const tidy = ({ options, runtime }: Owner): void => {
  const { storageOf, serverTimeMs, LIFETIME_MS } = runtime;
  try {
    const storage = storageOf(options);
    let characters = 0;
    for (const entry of entriesIn(runtime, storage).sort(
      (left, right) => Number(!left.request) - Number(!right.request),
    )) {
      characters += entry.length;
      // Only by the server's time: by a clock that is wrong a job of today would be lost.
      const isOver = !entry.at || (serverTimeMs() ?? Number.NaN) - entry.at > LIFETIME_MS;
      if (isOver || characters > MAXIMUM_CHARACTERS) storage.removeItem(entry.key);
    }
  } catch {
    // Blocked or absent.
  }
};

/** Tidies while the page has nothing else to do; at once where there is no page. */
export const tidyWhenIdle = (owner: Owner): void => {
  const { requestIdleCallback: schedule } = globalThis as Partial<typeof globalThis>;
  if (schedule) schedule(() => tidy(owner));
  else tidy(owner);
};

const entriesFor = ({ options, runtime }: Owner): StoredEntry[] => {
  try {
    return entriesIn(runtime, runtime.storageOf(options)).filter(
      ({ base }) => base?.replace(/\/+$/, "") === options.baseUrl,
    );
  } catch {
    return [];
  }
};

/** The jobs of all entries that the caller may see, newest first. */
export const pendingJobs = async (owner: Owner, calls: PendingCalls): Promise<Job[]> => {
  if (!entriesFor(owner).length) return [];
  const scope = await calls.askScope();
  tidy(owner);
  const jobs = new Map<string, Job>();
  const entries = entriesFor(owner);
  // Asked for only now: an entry that was stored before was claimed before.
  const excepted = await calls.except?.();
  for (const entry of entries) {
    if (excepted?.has(entry.name)) continue;
    if (entry.scope !== undefined && entry.scope !== scope) continue;
    let found: Job | { jobs: Job[] } | undefined = entry.job ?? (await calls.recall(entry));
    if (entry.scope === undefined && found) found = await claim(entry, found, { owner, scope, poll: calls.poll });
    if (!found) continue;
    for (const job of "jobs" in found ? found.jobs : [found]) if (job) jobs.set(job.id, job);
  }
  return [...jobs.values()];
};

/**
 * Nothing says whose an entry is that an earlier version stored, or that was stored with tokens without a subject. It belongs to
 * the caller to whom the server shows the job; every other caller leaves it alone.
 */
const claim = async (
  { key, base, name, at, job }: StoredEntry,
  recalled: Job | { jobs: Job[] },
  { owner, scope, poll }: { owner: Owner; scope: string | undefined; poll: PendingCalls["poll"] },
): Promise<Job | { jobs: Job[] } | undefined> => {
  const polled = job && (await poll(job).catch(() => undefined));
  const found = job ? polled : recalled;
  if (!found) return undefined;
  const { options, runtime } = owner;
  runtime.storageOf(options).removeItem(key);
  if (polled && polled.status !== "completed" && polled.status !== "failed")
    runtime.remember(options, scope, name, { base, scope, name, at, job });
  return found;
};
