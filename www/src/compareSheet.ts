import { find, make, prefersStillness } from "./dom";
import { jobTitle } from "./jobCard";
import type { JobEntry } from "./jobEntry";
import { languageTag, t } from "./language";

const mostDriftSeconds = 0.08;

/** Two videos over each other, in step, with a movable divide. */
class CompareSheet {
  #entries: JobEntry[] = [];
  readonly #dialog = find("#compare-dialog", HTMLDialogElement);
  readonly #screen = find("#compare-screen", HTMLElement);
  readonly #choices = [find("#compare-left", HTMLSelectElement), find("#compare-right", HTMLSelectElement)] as const;
  readonly #left = find("#compare-left-video", HTMLVideoElement);
  readonly #right = find("#compare-right-video", HTMLVideoElement);
  readonly #divide = find("#compare-divide", HTMLInputElement);
  readonly #play = find("#compare-play", HTMLButtonElement);

  constructor() {
    for (const choice of this.#choices) choice.addEventListener("change", () => this.#load());
    this.#divide.addEventListener("input", () => this.#screen.style.setProperty("--divide", `${this.#divide.value}%`));
    this.#play.addEventListener("click", () => (this.#left.paused ? this.#start() : this.#pause()));
    this.#left.addEventListener("timeupdate", () => this.#keepInStep());
    for (const event of ["play", "pause"]) this.#left.addEventListener(event, () => this.#tell());
    this.#dialog.addEventListener("close", () => {
      for (const video of [this.#left, this.#right]) {
        video.removeAttribute("src");
        video.load();
      }
    });
  }

  open(entries: JobEntry[]): void {
    this.#entries = entries;
    this.#choices.forEach((choice, index) => {
      const options = entries.map((entry) => {
        const option = make("option", labelOf(entry));
        option.value = entry.key;
        return option;
      });
      choice.replaceChildren(...options);
      // The two newest: the older one on the left, as reading goes.
      choice.selectedIndex = Math.min(1 - index, entries.length - 1);
    });
    this.#dialog.showModal();
    this.#load();
  }

  #load(): void {
    [this.#left, this.#right].forEach((video, index) => {
      const entry = this.#entries.find(({ key }) => key === this.#choices[index]?.value);
      const address = entry?.job?.video_url;
      if (entry === undefined || address === undefined) return;
      video.setAttribute("aria-label", labelOf(entry));
      if (video.src !== address) video.src = address;
      video.currentTime = 0;
    });
    this.#tell();
    if (!prefersStillness()) this.#start();
  }

  #start(): void {
    this.#right.currentTime = this.#left.currentTime;
    for (const video of [this.#left, this.#right]) video.play().catch(() => undefined);
  }

  #pause(): void {
    this.#left.pause();
    this.#right.pause();
  }

  #keepInStep(): void {
    if (Math.abs(this.#left.currentTime - this.#right.currentTime) > mostDriftSeconds)
      this.#right.currentTime = this.#left.currentTime;
  }

  #tell(): void {
    this.#play.textContent = t(this.#left.paused ? "compare.play" : "compare.pause");
  }
}

function labelOf(entry: JobEntry): string {
  const time = new Date(entry.startedAt).toLocaleTimeString(languageTag(), { hour: "2-digit", minute: "2-digit" });
  return `${jobTitle(entry).slice(0, 60)} · ${entry.settings.resolution} · ${time}`;
}

let sheet: CompareSheet | undefined;

/** Opens the sheet with these videos to choose from, newest first. */
export function compareVideos(entries: JobEntry[]): void {
  sheet ??= new CompareSheet();
  sheet.open(entries);
}
