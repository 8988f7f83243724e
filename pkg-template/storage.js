export const PREFIX = "akool-image-to-video:";

/** The vendor keeps results for seven days, and the gateway uploads. */
export const LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** Orders that could not be written down: a later call under the same key must know of them. */
const unwritten = {};

/** What the caller gave; else `localStorage` where there is a page. `false` is none. May throw. */
export const storageOf = (options) => options.storage ?? (globalThis.document && localStorage);

/** Two persons, or two gateways, may use the same name. Whose it is comes last, as it may not be known. */
const keyOf = ({ baseUrl }, scope, name) => PREFIX + JSON.stringify([baseUrl, name, scope]);

/** The names of a storage's entries. */
export const keysOf = (storage) => Array.from({ length: storage.length }, (_, index) => storage.key(index));

/** Writes an entry down, or strikes it out. Storage that is full, blocked or absent is no fault. */
export const keep = (options, scope, name, entry) => {
  const key = keyOf(options, scope, name);
  delete unwritten[key];
  try {
    const storage = storageOf(options);
    if (entry) storage.setItem(key, JSON.stringify(entry));
    else storage.removeItem(key);
  } catch {
    if (entry?.request) unwritten[key] = entry;
  }
};

/** The entry of that name; before the first token, when nobody knows whose it would be, anyone's. */
export const kept = (options, scope, name) => {
  const key = keyOf(options, scope, name);
  const start = scope === undefined ? key.slice(0, key.lastIndexOf(",")) : key;
  const find = (keys) => keys.find((one) => one.startsWith(start));
  try {
    const storage = storageOf(options);
    const found = find(keysOf(storage));
    if (found) return JSON.parse(storage.getItem(found));
  } catch {}
  return unwritten[find(Object.keys(unwritten))];
};
