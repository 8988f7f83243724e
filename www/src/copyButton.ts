import { announce } from "./announcer";
import { t } from "./language";

/** Has a button copy what a place holds when it is pressed, and say so. */
export function offerCopy(button: HTMLButtonElement, place: HTMLElement): void {
  button.textContent = t("code.copy");
  button.onclick = async () => {
    const text = await navigator.clipboard.writeText(place.textContent ?? "").then(
      () => t("code.copied"),
      () => t("code.failed"),
    );
    button.textContent = text;
    announce(text);
  };
}
