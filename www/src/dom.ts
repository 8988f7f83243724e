/** The gateway that serves this page, perhaps below a path. */
export const gatewayUrl = new URL(".", location.href).href.replace(/\/$/, "");

/** The one element that a selector means. A missing one is a fault of the page, so it throws. */
export function find<T extends Element>(
  selector: string,
  type: abstract new () => T,
  within: ParentNode = document,
): T {
  const element = within.querySelector(selector);
  if (!(element instanceof type)) throw new Error(`The page has no ${selector}.`);
  return element;
}

/** A copy of a template's first element. */
export function copyTemplate(id: string): HTMLElement {
  return find(`#${id}`, HTMLTemplateElement).content.firstElementChild?.cloneNode(true) as HTMLElement;
}

/** An element with its text. */
export function make<Tag extends keyof HTMLElementTagNameMap>(tag: Tag, text = ""): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

/** Sets a text, and hides an element that has none. An unchanged text is left alone, so that a live region stays silent. */
export function say(element: HTMLElement, text: string): void {
  if (element.textContent !== text) element.textContent = text;
  element.hidden = text === "";
}

/** Has a screen reader say something when it has finished what it is saying. */
export function announce(text: string): void {
  const announcer = find("#announcer", HTMLElement);
  // The same text twice in a row would be no change.
  announcer.textContent = announcer.textContent === text ? `${text}\u00a0` : text;
}

/** Whether the system asks for less movement. */
export function prefersStillness(): boolean {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}
