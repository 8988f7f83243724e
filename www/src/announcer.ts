import { find } from "./dom";

/** Has a screen reader say something when it has finished what it is saying. */
export function announce(text: string): void {
  const announcer = find("#announcer", HTMLElement);
  // The same text twice in a row would be no change and so not be said.
  announcer.textContent = announcer.textContent === text ? `${text}\u00a0` : text;
}
