import { type CreateRequestInput, estimateCredits, getCredits, type JobRecord } from "akool-image-to-video";
import type { EffectGallery } from "./effects";
import { find } from "./dom";
import { onLanguage, plural, t } from "./language";
import type { Picture } from "./picture";

/** The settings as they are stored, shared and reused: the vendor's names, all of them text. */
export type Settings = Record<string, string>;

/** What the form can hold beside the picture, the sound and the effect. */
const fields = {
  prompt: find("#prompt", HTMLTextAreaElement),
  negative_prompt: find("#negative-prompt", HTMLTextAreaElement),
  resolution: find("#resolution", HTMLSelectElement),
  video_length: find("#video-length", HTMLSelectElement),
  audio_type: find("#audio-type", HTMLSelectElement),
};
const switches = {
  extend_prompt: find("#extend-prompt", HTMLInputElement),
  is_premium_model: find("#premium", HTMLInputElement),
};
const soundFile = find("#audio-file", HTMLInputElement);

/** Reads the settings. */
export function readSettings(effects: EffectGallery): Settings {
  const settings: Settings = { effect_code: effects.code };
  for (const [name, field] of Object.entries(fields)) settings[name] = field.value;
  for (const [name, field] of Object.entries(switches)) settings[name] = field.checked ? "true" : "";
  return settings;
}

/** Fills the form. What a field does not offer is left out. */
export function writeSettings(settings: Settings, effects: EffectGallery): void {
  for (const [name, field] of Object.entries(fields)) {
    const value = settings[name];
    if (value === undefined) continue;
    if (field instanceof HTMLTextAreaElement || [...field.options].some((option) => option.value === value))
      field.value = value;
  }
  for (const [name, field] of Object.entries(switches)) field.checked = settings[name] === "true";
  effects.choose(settings.effect_code ?? "");
  find("#more", HTMLDetailsElement).open ||=
    fields.negative_prompt.value !== "" || Object.values(switches).some(({ checked }) => checked);
  find("#request", HTMLFormElement).dispatchEvent(new Event("input"));
}

/** The settings of a job, as far as Akool reports them. */
export function settingsOf(record: JobRecord): Settings {
  return {
    prompt: record.prompt ?? "",
    negative_prompt: record.negative_prompt ?? "",
    effect_code: record.effect_code ?? "",
    resolution: record.resolution ?? "",
    video_length: String(record.video_duration ?? ""),
    // The sound itself is not reported as a file.
    audio_type: String(record.audio_type ?? ""),
    extend_prompt: String(record.extend_prompt ?? ""),
  };
}

/** The request that the form describes. It may not be valid yet. */
export function readRequest(picture: Picture | undefined, effects: EffectGallery): CreateRequestInput {
  const { prompt = "", negative_prompt, resolution, video_length, audio_type, effect_code } = readSettings(effects);
  const sound = soundFile.files?.[0];
  return {
    image_url: picture?.source ?? "",
    prompt,
    ...(effect_code && { effect_code }),
    ...(negative_prompt && { negative_prompt }),
    resolution,
    video_length: Number(video_length),
    audio_type: Number(audio_type),
    ...(audio_type === "2" && sound !== undefined && { audio_url: sound }),
    ...(switches.extend_prompt.checked && { extend_prompt: true }),
    ...(switches.is_premium_model.checked && { is_premium_model: true }),
  };
}

/** What the form itself does: the headline's length, the sound field, and the keys that send it. */
export function startForm(): void {
  const form = find("#request", HTMLFormElement);
  const show = (): void => {
    find("#headline", HTMLElement).textContent = t(fields.video_length.value === "10" ? "headline.10" : "headline.5");
    find("#own-sound", HTMLElement).hidden = fields.audio_type.value !== "2";
  };
  form.addEventListener("input", show);
  onLanguage(show);
  show();
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.metaKey || event.ctrlKey) && document.querySelector("dialog[open]") === null)
      form.requestSubmit();
  });
}

/** The price on the button, and what is left. */
export class Credits {
  #price: number | undefined;
  #left: number | undefined;
  #busy = "";
  readonly #button = find("#create", HTMLButtonElement);

  constructor() {
    find("#request", HTMLFormElement).addEventListener("input", () => void this.estimate());
    onLanguage(() => this.#show());
  }

  /** Estimates the price again. */
  async estimate(): Promise<void> {
    const { resolution, video_length } = readRequest(undefined, { code: "" } as EffectGallery);
    // Without the module there is no estimate. Checking the request says so.
    const request = { resolution, video_length } as Parameters<typeof estimateCredits>[0];
    this.#price = await estimateCredits(request).catch(() => undefined);
    this.#show();
  }

  /** Asks what is left. */
  async refresh(): Promise<void> {
    this.#left = await getCredits().catch(() => undefined);
    this.#show();
  }

  /** Has the button say what is under way; empty: nothing is. */
  setBusy(text: string): void {
    this.#busy = text;
    this.#show();
  }

  #show(): void {
    const isShort = this.#price !== undefined && this.#left !== undefined && this.#price > this.#left;
    const price = this.#price === undefined ? t("create") : plural("create.price", this.#price);
    const label = this.#busy || (isShort ? t("create.short") : price);
    if (this.#button.textContent !== label) this.#button.textContent = label;
    this.#button.setAttribute("aria-disabled", String(this.#busy !== ""));
    const costs = isShort ? t("credits.short", { price: plural("job.credits", this.#price ?? 0) }) : "";
    const left = this.#left === undefined ? "" : plural("credits", this.#left);
    find("#credits", HTMLElement).textContent = `${costs} ${left}`.trim();
  }
}
