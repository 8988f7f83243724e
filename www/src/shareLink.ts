import { announce } from "./announcer";
import { say } from "./dom";
import { t } from "./language";
import type { Settings } from "./requestForm";
import { isSample, type SampleName } from "./samples";

/** Settings as a link carries them. */
export interface Shared extends Partial<Settings> {
  effect_code?: string;
  image_url?: string;
  sample?: SampleName;
}

/**
 * A link to this page with these settings. They are in the part after the #, which browsers keep to themselves: no server
 * log has anyone's prompt.
 */
export function linkTo(shared: Shared): string {
  const words = new URLSearchParams();
  for (const [name, value] of Object.entries(shared)) {
    if (value !== "" && value !== false) words.set(name, String(value));
  }
  const address = new URL(location.href);
  address.search = "";
  address.hash = words.toString();
  return address.href;
}

/** What a link carries; what it should not is left out, and the fields check the rest. */
export function readLink(hash: string): Shared | undefined {
  if (!hash.includes("=")) return undefined;
  const words = new URLSearchParams(hash.replace(/^#/, ""));
  const text = (name: string): string | undefined => words.get(name) ?? undefined;
  const sample = text("sample");
  const found = {
    prompt: text("prompt"),
    negative_prompt: text("negative_prompt"),
    resolution: text("resolution"),
    video_length: Number(text("video_length") ?? 5),
    audio_type: Number(text("audio_type") ?? 3),
    is_premium_model: text("is_premium_model") === "true",
    effect_code: text("effect_code"),
    image_url: text("image_url"),
    sample: isSample(sample) ? sample : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)) as Shared;
}

/** Puts a link into the clipboard, or where that is not allowed into the address bar. */
export async function copyLink(shared: Shared, hasFile: boolean, place: HTMLElement): Promise<void> {
  const link = linkTo(shared);
  const text = await navigator.clipboard.writeText(link).then(
    () => t(hasFile ? "share.file" : "share.done"),
    () => {
      history.replaceState(null, "", link);
      return t("share.manual");
    },
  );
  say(place, text);
  announce(text);
}
