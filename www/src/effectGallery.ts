import { type Effect, listEffects } from "akool-image-to-video";
import { copyTemplate, find, make, prefersStillness, say } from "./dom";
import { onLanguage, t } from "./language";

/** The vendor's effects as a group of radio buttons with pictures; a face plays its preview under pointer or focus. */
export class EffectGallery {
  #effects: Effect[] = [];
  /** An effect that was asked for before the catalogue came. */
  #wanted: string | undefined;
  readonly #grid = find("#effects", HTMLElement);
  readonly #hint = find("#effects-hint", HTMLElement);
  readonly #promptHint = find("#prompt-hint", HTMLElement);

  constructor() {
    this.#grid.append(this.#tile(undefined));
    this.#grid.addEventListener("change", () => this.#tellPrompt());
    onLanguage(() => {
      find(".effect-name", HTMLElement, this.#grid).textContent = t("effect.none");
      this.#tellPrompt();
    });
  }

  /** Fetches the catalogue. */
  async load(): Promise<void> {
    say(this.#hint, t("effect.loading"));
    try {
      this.#effects = await listEffects();
      say(this.#hint, this.#effects.length === 0 ? t("effect.empty") : "");
    } catch {
      say(this.#hint, t("effect.failed"));
      return;
    }
    this.#grid.append(...this.#effects.map((effect) => this.#tile(effect)));
    if (this.#wanted !== undefined) this.choose(this.#wanted);
  }

  /** The chosen effect. */
  get chosen(): Effect | undefined {
    const code = this.#checked?.value ?? "";
    return this.#effects.find((effect) => effect.effect_code === code);
  }

  /** Chooses an effect by its code; an empty one chooses none. */
  choose(code: string): void {
    const input = [...this.#grid.querySelectorAll("input")].find((candidate) => candidate.value === code);
    this.#wanted = input === undefined ? code : undefined;
    if (input === undefined) return;
    input.checked = true;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  }

  get #checked(): HTMLInputElement | null {
    return this.#grid.querySelector<HTMLInputElement>("input:checked");
  }

  #tellPrompt(): void {
    say(this.#promptHint, this.#checked === null || this.#checked.value === "" ? "" : t("prompt.ignored"));
  }

  #tile(effect: Effect | undefined): HTMLElement {
    const tile = copyTemplate("effect-tile", HTMLElement);
    const input = find("input", HTMLInputElement, tile);
    const face = find(".effect-face", HTMLElement, tile);
    const picture = find("img", HTMLImageElement, tile);
    const name = effect === undefined ? t("effect.none") : (effect.name ?? effect.effect_code);
    find(".effect-name", HTMLElement, tile).textContent = name;
    input.value = effect?.effect_code ?? "";
    input.checked = effect === undefined;
    if (effect?.logo === undefined) {
      picture.remove();
      face.append(effect === undefined ? noneSign() : make("span", name.slice(0, 1), "effect-initial"));
    } else {
      picture.addEventListener("error", () => picture.replaceWith(make("span", name.slice(0, 1), "effect-initial")));
      picture.src = effect.logo;
    }
    if (effect?.video_url !== undefined) playOnInterest(tile, face, effect.video_url);
    return tile;
  }
}

function noneSign(): HTMLElement {
  return make("span", "", "effect-none");
}

/** Plays a preview while the pointer or the focus is on the tile; the video is fetched then, not before. */
function playOnInterest(tile: HTMLElement, face: HTMLElement, address: string): void {
  let video: HTMLVideoElement | undefined;
  const begin = (): void => {
    if (prefersStillness() || video !== undefined) return;
    video = make("video");
    video.muted = true;
    video.loop = true;
    video.playsInline = true;
    video.src = address;
    video.setAttribute("aria-hidden", "true");
    video.tabIndex = -1;
    face.append(video);
    // Where the browser refuses, the still picture stays.
    video.play().catch(end);
  };
  const end = (): void => {
    video?.remove();
    video = undefined;
  };
  tile.addEventListener("pointerenter", begin);
  tile.addEventListener("pointerleave", end);
  tile.addEventListener("focusin", begin);
  tile.addEventListener("focusout", end);
}
