import { find } from "./dom";
import { recall, remember } from "./storage";
import english from "./text/en.json";

/** The name of a text. The texts are in `text/`: `.one` and `.other` are plural forms. */
export type TextKey = keyof typeof english;
type Language = "en" | "de";
type PageTexts = Record<string, string>;
type PluralKey = { [Key in TextKey]: Key extends `${infer Base}.other` ? Base : never }[TextKey];

let texts: Record<TextKey, string> = english;
let language: Language = "en";
/** The English texts of index.html, read before a translation replaces them. */
let englishPage: PageTexts | undefined;
let page: PageTexts = {};
const listeners: (() => void)[] = [];

/** A text of the page in its present language. `{name}` is replaced by the value of that name. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return texts[key].replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** A text that counts something, in the plural form of the language. */
export function plural(key: PluralKey, count: number): string {
  const form = new Intl.PluralRules(language).select(count) === "one" ? "one" : "other";
  return t(`${key}.${form}` as TextKey, { count: count.toLocaleString(locale()) });
}

/** The page's language with the browser's region, which decides how dates and numbers look. */
function locale(): string {
  // Not by Intl.Locale: without a locale of the system, WebKitGTK calls its language "C", which Intl refuses.
  const region = /-([A-Z]{2})\b/.exec(navigator.language)?.[1];
  return region === undefined ? language : `${language}-${region}`;
}

const date = (options: Intl.DateTimeFormatOptions) => (milliseconds: number) =>
  new Intl.DateTimeFormat(locale(), options).format(milliseconds);

/** Points in time, shares of 1, and durations (75 seconds as "1:15") as text. */
export const format = {
  date: date({ dateStyle: "medium", timeStyle: "short" }),
  day: date({ day: "numeric", month: "short" }),
  percent: (share: number) => new Intl.NumberFormat(locale(), { style: "percent" }).format(share),
  duration(milliseconds: number): string {
    const seconds = Math.max(0, Math.round(milliseconds / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  },
};

/** Called after the language has changed, for texts that scripts put in. */
export function onLanguage(listener: () => void): void {
  listeners.push(listener);
}

/** Starts with the language of the address (`?lang=de`), else the one chosen last, else the browser's. */
export async function startLanguage(): Promise<void> {
  const choice = find("#language", HTMLSelectElement);
  const address = new URL(location.href);
  const first = address.searchParams.get("lang") ?? recall("language") ?? navigator.language;
  choice.value = first.slice(0, 2) === "de" ? "de" : "en";
  choice.addEventListener("change", () => {
    remember("language", choice.value);
    address.searchParams.delete("lang");
    history.replaceState(null, "", address);
    void use(choice.value as Language);
  });
  if (choice.value === "de") await use("de");
}

async function use(next: Language): Promise<void> {
  englishPage ??= readPage();
  const german = next === "de" ? (await import("./text/de.json")).default : undefined;
  texts = german?.script ?? english;
  page = german?.page ?? englishPage;
  language = next;
  document.documentElement.lang = next;
  translate(document);
  for (const listener of listeners) listener();
}

/** Puts the present language's texts of index.html into an element, such as the copy of a template. */
export function translate(within: ParentNode): void {
  for (const element of within.querySelectorAll<HTMLElement>("[data-text]"))
    element.textContent = page[element.dataset.text ?? ""] ?? element.textContent;
  for (const element of within.querySelectorAll<HTMLElement>("[data-label]"))
    element.ariaLabel = page[element.dataset.label ?? ""] ?? element.ariaLabel;
}

function readPage(): PageTexts {
  const found: PageTexts = {};
  const templates = [...document.querySelectorAll("template")].map(({ content }) => content);
  for (const within of [document, ...templates]) {
    for (const { dataset, textContent } of within.querySelectorAll<HTMLElement>("[data-text]"))
      found[dataset.text ?? ""] = textContent.replace(/\s+/g, " ").trim();
    for (const { dataset, ariaLabel } of within.querySelectorAll<HTMLElement>("[data-label]"))
      found[dataset.label ?? ""] = ariaLabel ?? "";
  }
  return found;
}
