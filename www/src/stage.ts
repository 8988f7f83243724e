import { find, make, prefersStillness } from "./dom";
import { onLanguage, t } from "./language";
import { type Paintable, paintCovering, type Picture } from "./picture";
import { readSettings } from "./requestForm";

const longestSidePx = 1600;

/** The big screen: nothing yet, the picture, or a video. */
export class Stage {
  #picture: Picture | undefined;
  /** The job whose video belongs here when it is ready: the newest, unless another picture has come since. */
  #expected: string | undefined;
  #size = "";
  readonly #section = find("#picture", HTMLElement);
  readonly #still = find("#still", HTMLCanvasElement);
  readonly #ambience = find("#ambience", HTMLCanvasElement);
  readonly #video = find("#stage-video", HTMLVideoElement);
  readonly #back = find("#stage-back", HTMLButtonElement);
  readonly #format = find("#readout-format", HTMLElement);
  readonly #unseen = make("p", "", "unseen");

  constructor() {
    this.#unseen.hidden = true;
    find("#screen", HTMLElement).append(this.#unseen);
    this.#back.addEventListener("click", () => {
      this.#endVideo();
      find("#image-file", HTMLElement).focus();
    });
    for (const id of ["#resolution", "#video-length"])
      find(id, HTMLSelectElement).addEventListener("input", () => this.#tellFormat());
    onLanguage(() => this.#tellFormat());
    this.#tellFormat();
  }

  /** A job has begun from what is on the screen. */
  expect(key: string): void {
    this.#expected = key;
  }

  /** A job has its video; shows it if it is the expected one. */
  offerVideo(key: string, address: string, title: string): void {
    if (key === this.#expected) this.showVideo(address, title);
  }

  /** Shows the picture. */
  showPicture(picture: Picture, paintable: Paintable | undefined): void {
    this.#endVideo();
    this.#expected = undefined;
    this.#picture = picture;
    this.#section.classList.remove("is-empty");
    this.#unseen.textContent = t("image.unseen");
    this.#unseen.hidden = paintable !== undefined;
    this.#still.hidden = true;
    this.#size = paintable === undefined ? "" : `${paintable.width} × ${paintable.height} → `;
    this.#tellFormat();
    if (paintable === undefined) return;
    const scale = Math.min(1, longestSidePx / Math.max(paintable.width, paintable.height));
    this.#still.width = Math.max(1, Math.round(paintable.width * scale));
    this.#still.height = Math.max(1, Math.round(paintable.height * scale));
    this.#still.getContext("2d")?.drawImage(paintable, 0, 0, this.#still.width, this.#still.height);
    this.#still.setAttribute("aria-label", picture.description);
    // Reading its size makes the browser take the hiding seriously, so that the picture comes up anew.
    void this.#still.offsetWidth;
    this.#still.hidden = false;
    paintCovering(this.#ambience, paintable);
    this.#section.classList.add("has-ambience");
  }

  /** Back to the empty table. */
  clear(): void {
    this.#endVideo();
    this.#expected = undefined;
    this.#picture = undefined;
    this.#section.classList.add("is-empty");
    this.#section.classList.remove("has-ambience");
    this.#still.hidden = true;
    this.#unseen.hidden = true;
  }

  /** Shows a video, moving unless the person prefers stillness or the browser refuses. */
  showVideo(address: string, title: string): void {
    this.#section.classList.remove("is-empty");
    this.#section.classList.add("has-video");
    this.#video.hidden = false;
    this.#video.setAttribute("aria-label", title);
    this.#back.hidden = this.#picture === undefined;
    if (this.#video.src !== address) this.#video.src = address;
    // Browsers let a page begin by itself only without sound; the person's own click may have sound.
    this.#video.muted = !(navigator.userActivation?.isActive ?? false);
    if (!prefersStillness()) this.#video.play().catch(() => undefined);
  }

  /** The line of the screen that tells how long the newest job has been under way; empty: none is. */
  tellClock(text: string): void {
    const clock = find("#readout-clock", HTMLElement);
    if (clock.textContent !== text) clock.textContent = text;
    clock.hidden = text === "";
  }

  #endVideo(): void {
    this.#section.classList.remove("has-video");
    this.#video.pause();
    this.#video.removeAttribute("src");
    this.#video.load();
    this.#video.hidden = true;
    this.#back.hidden = true;
    if (this.#picture === undefined) this.#section.classList.add("is-empty");
  }

  #tellFormat(): void {
    const { resolution, video_length } = readSettings();
    this.#format.textContent = `${this.#size}${resolution === "4k" ? "4K" : resolution} · ${t("job.seconds", { count: video_length })}`;
  }
}
