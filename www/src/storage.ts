/** localStorage that may be blocked or full: the page works without it, it only forgets. */

const prefix = "image-to-video.";

/** A stored text. */
export function recall(name: string): string | undefined {
  try {
    return localStorage.getItem(prefix + name) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Stores a text; `false` if there is no room or no permission. */
export function remember(name: string, value: string): boolean {
  try {
    localStorage.setItem(prefix + name, value);
    return true;
  } catch {
    return false;
  }
}

/** Removes a stored text. */
export function forget(name: string): void {
  try {
    localStorage.removeItem(prefix + name);
  } catch {
    // Nothing was stored then.
  }
}

/** Calls back with the name under a beginning that another tab has stored or removed. */
export function onOtherTab(beginning: string, changed: (name: string) => void): void {
  addEventListener("storage", ({ key }) => {
    if (key?.startsWith(prefix + beginning)) changed(key.slice(prefix.length + beginning.length));
  });
}

/** The names stored under a beginning. */
export function recallNames(beginning: string): string[] {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix + beginning))
      .map((key) => key.slice(prefix.length));
  } catch {
    return [];
  }
}
