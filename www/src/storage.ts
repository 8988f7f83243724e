/** Storage that may be blocked or full: the page works without it, it only forgets. */

const prefix = "image-to-video.";
const storeName = "files";

/** A stored text. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** A stored object. It is checked no further: an older version of the page may have written it. */
export function recallObject(name: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(recall(name) ?? "{}"));
  } catch {
    return {};
  }
}

/** Stores a text. */
export function remember(name: string, value: string): void {
  try {
    localStorage.setItem(prefix + name, value);
  } catch {
    // Full or blocked.
  }
}

/** Stores a file in IndexedDB, or removes it. */
export async function rememberFile(name: string, file: Blob | undefined): Promise<void> {
  await inFiles("readwrite", (files) => (file === undefined ? files.delete(name) : files.put(file, name)));
}

/** A stored file. */
export async function recallFile(name: string): Promise<Blob | undefined> {
  const found = await inFiles("readonly", (files) => files.get(name));
  return found instanceof Blob ? found : undefined;
}

function inFiles(mode: IDBTransactionMode, act: (files: IDBObjectStore) => IDBRequest): Promise<unknown> {
  return new Promise<unknown>((resolve, reject) => {
    const opening = indexedDB.open("image-to-video", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(storeName);
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const transaction = opening.result.transaction(storeName, mode);
      const request = act(transaction.objectStore(storeName));
      transaction.oncomplete = () => {
        opening.result.close();
        resolve(request.result);
      };
      transaction.onabort = () => reject(transaction.error);
    };
  }).catch(() => undefined);
}
