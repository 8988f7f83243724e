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
      // Some systems know no type for a sound; the server looks inside anyway.
      const isOther = file !== undefined && file.type !== "" && !/^(audio|video)\/|\/ogg$/.test(file.type);
      issues.setLocal("audio_url", isOther ? t("audio.unreadable") : "");
    });
  }

  /** The sound to be sent, if the video is to have the person's own. */
  get file(): File | undefined {
    return this.#choice.value === "2" ? this.#file.files?.[0] : undefined;
  }
}
