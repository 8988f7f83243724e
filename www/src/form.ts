import { type CreateRequest, type CreateRequestInput, estimateCredits, getCredits } from "akool-image-to-video";
import type { EffectGallery } from "./effects";
import { find } from "./dom";
import { onLanguage, plural, t } from "./language";
import type { Picture } from "./picture";

/** The settings as they are stored, shared and reused: the vendor's names, all of them text. */
export type Settings = Record<string, string>;

const form = find("#request", HTMLFormElement);
const soundFile = find("#audio-file", HTMLInputElement);
const isSwitch = (field: Element): field is HTMLInputElement =>
  field instanceof HTMLInputElement && field.type === "checkbox";

/** Everything in the form but files and effects. */
function* plainFields(): Generator<HTMLTextAreaElement | HTMLSelectElement | HTMLInputElement> {
  for (const field of form.elements)
    if (field instanceof HTMLTextAreaElement || field instanceof HTMLSelectElement || isSwitch(field)) yield field;
}

/** Reads the settings. */
export function readSettings(): Settings {
  const settings: Settings = {};
  for (const field of plainFields())
    settings[field.name] = isSwitch(field) ? (field.checked ? "true" : "") : field.value;
  return settings;
}

/** Fills the form. What a field does not offer is left out. */
export function writeSettings(settings: Settings, effects: EffectGallery): void {
  for (const field of plainFields()) {
    const value = settings[field.name];
    if (isSwitch(field)) field.checked = value === "true";
    else if (value !== undefined && (!("options" in field) || [...field.options].some((one) => one.value === value)))
      field.value = value;
    const isUsed = isSwitch(field) ? field.checked : field.id === "negative-prompt" && field.value !== "";
    if (isUsed) find("#more", HTMLDetailsElement).open = true;
  }
  effects.choose(settings.effect_code ?? "");
  form.dispatchEvent(new Event("input"));
}

/** The request that the form describes. It may not be valid yet. */
export function readRequest(picture: Picture | undefined, effect_code: string): CreateRequestInput {
  const { prompt, negative_prompt, resolution, video_length, audio_type, ...switches } = readSettings();
  const sound = soundFile.files?.[0];
  return {
    image_url: picture?.source ?? "",
    prompt,
    ...(effect_code && { effect_code }),
    ...(negative_prompt && { negative_prompt }),
    resolution,
    video_length: Number(video_length),
    audio_type: Number(audio_type),
    ...(audio_type === "2" && sound && { audio_url: sound }),
    ...(switches.extend_prompt && { extend_prompt: true }),
    ...(switches.is_premium_model && { is_premium_model: true }),
  };
}

/** What the form itself does: the headline's length, the sound field, and the keys that send it. */
export function startForm(): void {
  const show = (): void => {
    const { video_length, audio_type } = readSettings();
    find("#headline", HTMLElement).textContent = t(video_length === "10" ? "headline.10" : "headline.5");
    find("#own-sound", HTMLElement).hidden = audio_type !== "2";
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
    form.addEventListener("input", () => void this.estimate());
    onLanguage(() => this.#show());
  }

  /** Estimates the price again. */
  async estimate(): Promise<void> {
    const { resolution, video_length } = readRequest(undefined, "");
    // Without the module there is no estimate. Checking the request says so.
    this.#price = await estimateCredits({ resolution, video_length } as CreateRequest).catch(() => undefined);
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
