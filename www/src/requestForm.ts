import type { AudioType, Resolution, VideoLength } from "akool-image-to-video";
import { find } from "./dom";

/** The request as the page has it: always complete, perhaps not yet valid. */
export interface DraftRequest {
  image_url: string | Blob;
  prompt: string;
  negative_prompt: string;
  resolution: Resolution;
  video_length: VideoLength;
  audio_type: AudioType;
  audio_url?: string;
  is_premium_model?: boolean;
  effect_code?: string;
}

/** Everything but picture, sound file and effect, which have fields of their own. */
export type Settings = Pick<
  DraftRequest,
  "prompt" | "negative_prompt" | "resolution" | "video_length" | "audio_type"
> & {
  is_premium_model: boolean;
};

const prompt = find("#prompt", HTMLTextAreaElement);
const negativePrompt = find("#negative-prompt", HTMLTextAreaElement);
const resolution = find("#resolution", HTMLSelectElement);
const videoLength = find("#video-length", HTMLSelectElement);
const audioType = find("#audio-type", HTMLSelectElement);
const premium = find("#premium", HTMLInputElement);

/** Reads the plain fields. */
export function readSettings(): Settings {
  return {
    prompt: prompt.value,
    negative_prompt: negativePrompt.value,
    resolution: resolution.value as Resolution,
    video_length: Number(videoLength.value) as VideoLength,
    audio_type: Number(audioType.value) as AudioType,
    is_premium_model: premium.checked,
  };
}

/** Fills the plain fields, as if the person had. */
export function writeSettings(settings: Partial<Settings>): void {
  if (settings.prompt !== undefined) prompt.value = settings.prompt;
  if (settings.negative_prompt !== undefined) negativePrompt.value = settings.negative_prompt;
  if (settings.is_premium_model !== undefined) premium.checked = settings.is_premium_model;
  choose(resolution, settings.resolution);
  choose(videoLength, settings.video_length);
  choose(audioType, settings.audio_type);
  for (const field of [prompt, negativePrompt, resolution, videoLength, audioType, premium]) {
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Chooses an option if there is one like that. */
function choose(field: HTMLSelectElement, value: string | number | undefined): void {
  if (value !== undefined && [...field.options].some((option) => option.value === String(value)))
    field.value = String(value);
}

/** The camera moves one click away. */
export function startSuggestions(): void {
  for (const chip of document.querySelectorAll<HTMLButtonElement>("#suggestions button")) {
    chip.addEventListener("click", () => {
      const text = prompt.value.trimEnd();
      prompt.value = text === "" ? chip.textContent : `${text}${/[.,;!?]$/.test(text) ? "" : ","} ${chip.textContent}`;
      prompt.dispatchEvent(new Event("input", { bubbles: true }));
      prompt.focus();
    });
  }
}
