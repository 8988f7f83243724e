import type { EffectGallery } from "./effectGallery";
import type { ImageField } from "./imageField";
import { type DraftRequest, readSettings } from "./requestForm";
import type { SoundField } from "./soundField";

/** Stands for the address a chosen sound gets when it is uploaded, so that the request can be checked before. */
const addressToCome = "https://upload.invalid/sound";

/** Puts the request together from the fields. */
export function draftRequest(image: ImageField, sound: SoundField, effects: EffectGallery): DraftRequest {
  const { is_premium_model, ...settings } = readSettings();
  const effect = effects.chosen;
  return {
    ...settings,
    image_url: image.picture?.source ?? "",
    ...(is_premium_model ? { is_premium_model } : {}),
    ...(effect === undefined ? {} : { effect_code: effect.effect_code }),
    ...(sound.file === undefined ? {} : { audio_url: addressToCome }),
  };
}
