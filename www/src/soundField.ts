import { find } from "./dom";
import type { FieldIssues } from "./fieldIssues";
import { t } from "./language";

/** The person's own sound; shown when "own sound" is chosen. */
export class SoundField {
  readonly #choice = find("#audio-type", HTMLSelectElement);
  readonly #file = find("#audio-file", HTMLInputElement);

  constructor(issues: FieldIssues) {
    const field = find("#own-sound", HTMLElement);
    this.#choice.addEventListener("input", () => {
      field.hidden = this.#choice.value !== "2";
      if (field.hidden) issues.setLocal("audio_url", "");
    });
    this.#file.addEventListener("change", () => {
      const file = this.#file.files?.[0];
      // Systems that do not know a sound give it no type or a general one; the package looks inside before it sends.
      const isOther = file !== undefined && /^(image|text)\//.test(file.type);
      issues.setLocal("audio_url", isOther ? t("audio.unreadable") : "");
    });
  }

  /** The sound to be sent, if the video is to have the person's own. */
  get file(): File | undefined {
    return this.#choice.value === "2" ? this.#file.files?.[0] : undefined;
  }
}
