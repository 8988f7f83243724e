export const PREFIX = "akool-image-to-video:";

/** What the caller gave; else `localStorage` where there is a page. `false` is none. May throw. */
export const storageOf = (options) => options.storage ?? (globalThis.document && localStorage);

/** Writes an entry down, or strikes it out. Storage that is full, blocked or absent is no fault. */
export const keep = (options, name, entry) => {
  try {
    const storage = storageOf(options);
    if (entry) storage.setItem(PREFIX + name, JSON.stringify(entry));
    else storage.removeItem(PREFIX + name);
  } catch {}
};
