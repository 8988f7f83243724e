import german from "./text/de.json";

type PageTexts = Record<string, string | null>;

/** What scripts write, in German. */
export const germanTexts = german.script;
/** The English texts of index.html, read before German replaces them. */
const english: PageTexts = {};
for (const [element, key] of elementsWith("text")) english[key] = element.textContent.replace(/\s+/g, " ").trim();
for (const [element, key] of elementsWith("label")) english[key] = element.ariaLabel;

/** Puts the texts of index.html into another language, those of its templates, too. */
export function translatePage(language: "en" | "de"): void {
  const texts: PageTexts = language === "de" ? german.page : english;
  document.documentElement.lang = language;
  for (const [element, key] of elementsWith("text")) element.textContent = texts[key] ?? element.textContent;
  for (const [element, key] of elementsWith("label")) element.ariaLabel = texts[key] ?? element.ariaLabel;
}

/** The elements with a text, or with a label, and its name. */
function* elementsWith(kind: "text" | "label"): Generator<[HTMLElement, string]> {
  const templates = [...document.querySelectorAll("template")].map(({ content }) => content);
  for (const within of [document, ...templates])
    for (const element of within.querySelectorAll<HTMLElement>(`[data-${kind}]`))
      yield [element, element.dataset[kind] ?? ""];
}
