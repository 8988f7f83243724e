import { estimateCredits, getCredits } from "akool-image-to-video";
import { find, say } from "./dom";
import { languageTag, onLanguage, t } from "./language";
import { readSettings } from "./requestForm";

/** What the video will cost by the vendor's table, and what is left. */
export class Credits {
  #estimated: number | undefined;
  #remaining: number | undefined;
  readonly #estimatedPlace = find("#estimated-credits", HTMLElement);
  readonly #remainingPlace = find("#remaining-credits", HTMLElement);

  constructor() {
    for (const id of ["#resolution", "#video-length"]) {
      find(id, HTMLSelectElement).addEventListener("input", () => void this.estimate());
    }
    onLanguage(() => this.#show());
  }

  /** Estimates anew. */
  async estimate(): Promise<void> {
    const { resolution, video_length } = readSettings();
    // Without the module there is no estimate; checking the request says so.
    this.#estimated = await estimateCredits({ resolution, video_length }).catch(() => undefined);
    this.#show();
  }

  /** Asks what is left. */
  async refresh(): Promise<void> {
    this.#remaining = await getCredits().catch(() => undefined);
    this.#show();
  }

  #show(): void {
    const asText = (credits: number | undefined): string =>
      credits === undefined ? "–" : credits.toLocaleString(languageTag());
    this.#estimatedPlace.textContent = asText(this.#estimated);
    this.#remainingPlace.textContent = asText(this.#remaining);
    const isShort = this.#estimated !== undefined && this.#remaining !== undefined && this.#estimated > this.#remaining;
    say(find("#credits-hint", HTMLElement), isShort ? t("credits.short") : "");
  }
}
