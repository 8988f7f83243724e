/** What other tabs of this page do: Web Locks tell who is alive, storage events what has changed. */

const nameOf = (key: string): string => `image-to-video.sending ${key}`;

/**
 * Tells the other tabs that this one sends a job, for as long as it lives: a tab that is closed lets go by itself. Resolves once
 * they can know, where there are Web Locks, which need TLS.
 */
export function sendHere(key: string): Promise<void> {
  return new Promise((resolve) => {
    const hold = (): Promise<void> => {
      resolve();
      return new Promise(() => undefined);
    };
    if (navigator.locks === undefined) resolve();
    else navigator.locks.request(nameOf(key), hold).catch(() => resolve());
  });
}

/** Resolves once no other tab can be sending a job; at once where there are no Web Locks. */
export async function whenNobodySends(key: string): Promise<void> {
  await navigator.locks?.request(nameOf(key), () => undefined).catch(() => undefined);
}
