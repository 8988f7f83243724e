import { find } from "./dom";
import { recall, remember } from "./storage";
import english from "./text/en.json";
import type englishLater from "./text/en-later.json";

/** The name of a text. The texts are in `text/`: `.one` and `.other` are plural forms. */
export type TextKey = keyof typeof english | keyof typeof englishLater;
type Language = "en" | "de";
type Texts = Partial<Record<string, string>>;
type PluralKey = { [Key in TextKey]: Key extends `${infer Base}.other` ? Base : never }[TextKey];

const englishTexts: Texts = english;
let texts = englishTexts;
let language: Language = "en";
const listeners: (() => void)[] = [];

/** A text of the page in its present language. `{name}` is replaced by the value of that name. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return (texts[key] ?? "").replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** Loads the texts that a first video does not need. Without a connection to load them by, they stay empty. */
export async function loadTexts(): Promise<void> {
  const later = language === "en" ? await import("./text/en-later.json").catch(() => undefined) : undefined;
  Object.assign(englishTexts, later?.default);
}

/** A text of those that may still have to load; empty if there is none. */
export async function textOf(key: TextKey, values: Record<string, string> = {}): Promise<string> {
  if (texts[key] === undefined) await loadTexts();
  return t(key, values);
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
  day: (time: number) => date({ day: "numeric", month: "short" })(time).replaceAll(" ", "\u00a0"),
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
  const { translatePage, germanTexts } = await import("./translation");
  language = next;
  if (next === "en") await loadTexts();
  texts = next === "de" ? germanTexts : englishTexts;
  translatePage(next);
  for (const listener of listeners) listener();
}
