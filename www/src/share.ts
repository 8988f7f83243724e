import { announce } from "./dom";
import type { Settings } from "./form";
import { t } from "./language";

/** What a link may carry. */
const names = [
  ...["prompt", "negative_prompt", "effect_code", "resolution", "video_length", "audio_type", "extend_prompt"],
  ...["is_premium_model", "image_url", "sample"],
];

/** What a link to the page carries after the #, which browsers keep to themselves: no server log has the prompt. */
export function readLink(hash: string): Settings | undefined {
  const words = new URLSearchParams(hash.slice(1));
  const found = [...words].filter(([name]) => names.includes(name));
  return found.length === 0 ? undefined : Object.fromEntries(found);
}

/** Copies a link to these settings, or puts it into the address bar where the browser does not allow copying. */
export async function copyLink(settings: Settings, hasFile: boolean): Promise<string> {
  const given = Object.entries(settings).filter(([name, value]) => names.includes(name) && value !== "");
  const link = new URL(location.pathname, location.href);
  link.hash = new URLSearchParams(given).toString();
  const text = await navigator.clipboard.writeText(link.href).then(
    () => t(hasFile ? "share.file" : "share.done"),
    () => {
      history.replaceState(null, "", link);
      return t("share.manual");
    },
  );
  announce(text);
  return text;
}
