import { type Effect, listEffects } from "akool-image-to-video";
import { copyTemplate, find, make, prefersStillness, say } from "./dom";
import { onLanguage, t, textOf } from "./language";

/** Akool's effects as a row of radio buttons. A face plays its preview under the pointer or the focus. */
export class EffectGallery {
  #effects: Effect[] = [];
  /** An effect that was asked for before the catalogue came. */
  #wanted = "";
  readonly #row = find("#effects", HTMLElement);

  constructor() {
    this.#row.append(this.#tile(undefined));
    this.#row.addEventListener("change", () => {
      this.#wanted = "";
      this.#tellPrompt();
    });
    onLanguage(() => {
      find(".effect-name", HTMLElement, this.#row).textContent = t("effect.none");
    });
  }

  /** Fetches the catalogue. */
  async load(): Promise<void> {
    const hint = find("#effects-hint", HTMLElement);
    say(hint, t("effect.loading"));
    try {
      this.#effects = await listEffects();
      say(hint, this.#effects.length === 0 ? await textOf("effect.empty") : "");
    } catch {
      return say(hint, t("effect.failed"));
    }
    this.#row.append(...this.#effects.map((effect) => this.#tile(effect)));
    if (this.#wanted !== "") this.choose(this.#wanted);
  }

  /** The code of the chosen effect; empty: none. */
  get code(): string {
    return this.#wanted || (this.#row.querySelector<HTMLInputElement>("input:checked")?.value ?? "");
  }

  /** Chooses an effect; an empty code chooses none, and so does one that the loaded catalogue lacks. */
  choose(code: string): void {
    const inputs = [...this.#row.querySelectorAll("input")];
    const input = inputs.find(({ value }) => value === code);
    this.#wanted = input === undefined && this.#effects.length === 0 ? code : "";
    const chosen = input ?? inputs[0];
    if (chosen !== undefined) chosen.checked = true;
    // Not scrollIntoView: that would scroll the page, too.
    const tile = chosen?.parentElement;
    if (tile) this.#row.scrollLeft = tile.offsetLeft - this.#row.offsetLeft - this.#row.clientWidth / 2;
    this.#tellPrompt();
  }

  #tellPrompt(): void {
    find("#prompt-hint", HTMLElement).hidden = this.code === "";
  }

  #tile(effect: Effect | undefined): HTMLElement {
    const tile = copyTemplate("effect-tile");
    const input = find("input", HTMLInputElement, tile);
    const face = find(".effect-face", HTMLElement, tile);
    const picture = find("img", HTMLImageElement, tile);
    const name = effect === undefined ? t("effect.none") : (effect.name ?? effect.effect_code);
    find(".effect-name", HTMLElement, tile).textContent = name;
    input.value = effect?.effect_code ?? "";
    input.checked = effect === undefined;
    const initial = (): void => picture.replaceWith(make("span", effect === undefined ? "–" : name.slice(0, 1)));
    if (effect?.logo === undefined) initial();
    else {
      picture.addEventListener("error", initial);
      picture.src = effect.logo;
    }
    if (effect?.video_url !== undefined) playOnInterest(tile, face, effect.video_url);
    return tile;
  }
}

/** Plays a preview while the pointer or the focus is on the tile. The video is fetched then, not before. */
function playOnInterest(tile: HTMLElement, face: HTMLElement, address: string): void {
  let video: HTMLVideoElement | undefined;
  const begin = (): void => {
    if (prefersStillness() || video !== undefined) return;
    video = make("video");
    Object.assign(video, { muted: true, loop: true, playsInline: true, src: address, tabIndex: -1 });
    video.setAttribute("aria-hidden", "true");
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
