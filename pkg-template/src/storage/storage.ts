import type { Job } from "../types/jobs.js";
import type { ClientOptions, StorageLike } from "../types/options.js";

/** Each entry's key begins with this. */
export const PREFIX = "akool-image-to-video:";

/** The vendor keeps results for seven days, and the gateway keeps uploads as long. */
export const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** An order whose answer is not known, or a job that is not done. */
export interface PendingEntry {
  base: string;
  scope?: string;
  name: string;
  /** Milliseconds since 1970. */
  at: number;
  job?: Job;
  request?: Record<string, unknown>;
  /** The digests of an order's files by field. */
  files?: Record<string, string | undefined>;
}

/** Orders that could not be stored: a later call under the same key must know of them. */
const unwritten: Record<string, PendingEntry> = {};

/** The storage that the caller gave; else `localStorage` where there is a page. May throw. */
export const storageOf = (options: ClientOptions): StorageLike =>
  (options.storage ?? (globalThis.document && localStorage)) as StorageLike;

/** Two persons, or two gateways, may use the same name. The scope comes last, as it may not be known. */
const keyOf = ({ baseUrl }: ClientOptions, scope: string | undefined, name: string): string =>
  PREFIX + JSON.stringify([baseUrl, name, scope]);

/** The names of a storage's entries. */
export const keysOf = (storage: StorageLike): string[] =>
  Array.from({ length: storage.length }, (_, index) => storage.key(index) as string);

/** Stores an entry, or removes it. Storage that is full, blocked or absent is no error. */
export const remember = (
  options: ClientOptions,
  scope: string | undefined,
  name: string,
  entry: object | undefined,
): void => {
  const key = keyOf(options, scope, name);
  delete unwritten[key];
  try {
    const storage = storageOf(options);
    if (entry) storage.setItem(key, JSON.stringify(entry));
    else storage.removeItem(key);
  } catch {
    if (entry && "request" in entry) unwritten[key] = entry as PendingEntry;
  }
};

/** The entry of that name. Before the first token, when its scope is not known, the entry of any scope. */
export const remembered = (
  options: ClientOptions,
  scope: string | undefined,
  name: string,
): PendingEntry | undefined => {
  const key = keyOf(options, scope, name);
  const start = scope === undefined ? key.slice(0, key.lastIndexOf(",")) : key;
  const find = (keys: string[]) => keys.find((one) => one.startsWith(start));
  try {
    const storage = storageOf(options);
    const found = find(keysOf(storage));
    if (found) return JSON.parse(storage.getItem(found) as string);
  } catch {}
  const found = find(Object.keys(unwritten));
  return found === undefined ? undefined : unwritten[found];
};
