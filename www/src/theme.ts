import { find } from "./dom";
import { forget, recall, remember } from "./storage";

const barColours = ["#e7ebe6", "#0e1312"];

/** The appearance switch: the system's, light, dark or high contrast. public/early-theme.js applies the stored one. */
export function startTheme(): void {
  const choice = find("#theme", HTMLSelectElement);
  choice.value = recall("theme") ?? "system";
  if (choice.value === "") choice.value = "system";
  const root = document.documentElement;
  const apply = (): void => {
    if (choice.value === "system") delete root.dataset.theme;
    else root.dataset.theme = choice.value;
    colourTheBar(choice.value);
  };
  choice.addEventListener("change", () => {
    apply();
    if (choice.value === "system") forget("theme");
    else remember("theme", choice.value);
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  apply();
}

/** Phones paint their own bar in this colour. */
function colourTheBar(theme: string): void {
  const dark =
    theme === "dark" ||
    theme === "contrast" ||
    (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  let bar = document.querySelector<HTMLMetaElement>("meta[name=theme-color]");
  if (bar === null) {
    bar = document.createElement("meta");
    bar.name = "theme-color";
    document.head.append(bar);
  }
  bar.content = barColours[dark ? 1 : 0] ?? "";
}
