import { find } from "./dom";
import { recall, remember } from "./storage";
import { english, type TextKey, type Texts } from "./text/en";

type Language = "en" | "de";
type PageTexts = Record<string, string>;

let texts: Texts = english;
let language: Language = "en";
/** The English texts of index.html, read before the first translation replaces them. */
let englishPage: PageTexts | undefined;
const listeners: (() => void)[] = [];

/** A text of the page in its present language; `{name}` is replaced by the value of that name. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** The present language's BCP 47 tag. */
export function languageTag(): string {
  return language;
}

/** Called after the language has changed, for texts that were put in by script. */
export function onLanguage(listener: () => void): void {
  listeners.push(listener);
}

/** The language switch; begins with what was chosen last, or else with the browser's language. */
export async function startLanguage(): Promise<void> {
  const choice = find("#language", HTMLSelectElement);
  const first = recall("language") ?? navigator.language.slice(0, 2);
  choice.value = first === "de" ? "de" : "en";
  choice.addEventListener("change", () => {
    remember("language", choice.value);
    void use(choice.value as Language);
  });
  if (choice.value === "de") await use("de");
}

async function use(next: Language): Promise<void> {
  englishPage ??= readPage();
  let page = englishPage;
  if (next === "de") {
    const { german } = await import("./text/de");
    texts = german.script;
    page = german.page;
  } else {
    texts = english;
  }
  language = next;
  document.documentElement.lang = next;
  writePage(page);
  for (const listener of listeners) listener();
}

/** Where index.html keeps texts: in an element, or in one of its attributes. */
function* places(): Generator<{ key: string; get: () => string; set: (text: string) => void }> {
  for (const element of document.querySelectorAll<HTMLElement>("[data-text]")) {
    yield {
      key: element.dataset.text ?? "",
      get: () => element.textContent,
      set: (text) => (element.textContent = text),
    };
  }
  for (const element of document.querySelectorAll<HTMLElement>("[data-text-aria-label]")) {
    yield {
      key: element.dataset.textAriaLabel ?? "",
      get: () => element.getAttribute("aria-label") ?? "",
      set: (text) => element.setAttribute("aria-label", text),
    };
  }
}

function readPage(): PageTexts {
  const page: PageTexts = {};
  for (const place of places()) page[place.key] = place.get().replace(/\s+/g, " ").trim();
  return page;
}

function writePage(page: PageTexts): void {
  for (const place of places()) {
    const text = page[place.key];
    if (text !== undefined) place.set(text);
  }
}
