import { find } from "./dom";
import { onLanguage, t } from "./language";
import { readSettings } from "./requestForm";

/** The headline keeps its promise about the length. */
export function startHeadline(): void {
  const tell = (): void => {
    find("#headline", HTMLElement).textContent = t(`headline.${readSettings().video_length}`);
  };
  find("#video-length", HTMLSelectElement).addEventListener("input", tell);
  onLanguage(tell);
  tell();
}
