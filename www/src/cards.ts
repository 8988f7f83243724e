import type { Job } from "akool-image-to-video";
import { copyTemplate, find, say } from "./dom";
import type { HistoryListener, VideoHistory } from "./history";
import { isActive, titleOf } from "./jobs";
import { format, loadTexts, plural, t } from "./language";
import type { Removal } from "./removal";
import { recallObject } from "./storage";

/** The videos of the history as cards. */
export class VideoCards {
  readonly #cards = new Map<string, HTMLElement>();
  /** Removed videos and when they will be deleted: those of an earlier load at once. */
  readonly removed = new Map<string, ReturnType<typeof setTimeout> | undefined>(
    Object.keys(recallObject("removed")).map((key) => [key, undefined]),
  );
  readonly #list = find("#jobs", HTMLElement);

  constructor(
    readonly history: VideoHistory,
    private readonly listener: HistoryListener,
  ) {
    this.#list.addEventListener("click", (event) => this.#act(event.target as Element));
  }

  /** Brings the cards in line with what is known. */
  show(): void {
    // What an earlier load removed is on its way out.
    const shown = this.history.jobs.filter((job) => !this.removed.has(job.id) || this.removed.get(job.id));
    find("#jobs-empty", HTMLElement).hidden = shown.length > 0;
    const keys = new Set(shown.map(({ id }) => id));
    for (const [key, card] of this.#cards) {
      if (keys.has(key)) continue;
      card.remove();
      this.#cards.delete(key);
    }
    for (const [index, job] of shown.entries()) {
      const card = this.#card(job);
      // Only what is out of place moves: an element that is moved loses the focus.
      if (this.#list.children[index] !== card) this.#list.insertBefore(card, this.#list.children[index] ?? null);
    }
  }

  /** Deletes what an earlier load removed. */
  deleteRemoved(): void {
    for (const [key, timer] of this.removed)
      if (timer === undefined) void this.#withRemoval((removal) => removal.delete(key));
  }

  #card(job: Job): HTMLElement {
    const key = job.id;
    let card = this.#cards.get(key);
    if (card === undefined) {
      card = copyTemplate("job-card");
      card.dataset.key = key;
      this.#cards.set(key, card);
      const picture = find("img", HTMLImageElement, card);
      picture.addEventListener("error", () => (picture.hidden = true));
    }
    const title = titleOf(job.record);
    const text = (selector: string, words: string): void => say(find(selector, HTMLElement, card), words);
    card.dataset.status = job.status;
    const face = String(job.record.cover_url || job.record.image_url || "");
    const picture = find("img", HTMLImageElement, card);
    if (face !== "" && picture.getAttribute("src") !== face) {
      picture.hidden = false;
      picture.src = face;
    }
    text(".job-state", t(`state.${job.status}`));
    text(".job-title", title);
    text(".job-meta", job.status === "failed" ? job.reason : metaOf(job));
    const isRemoved = this.removed.has(key);
    card.classList.toggle("is-removed", isRemoved);
    find(".job-undo", HTMLElement, card).hidden = !isRemoved;
    text(".job-undo p", isRemoved ? t("job.removed", { title }) : "");
    const remove = find("[data-action=remove]", HTMLElement, card);
    remove.ariaLabel = t("job.remove", { title });
    // Akool deletes no video that is still being made.
    remove.hidden = isRemoved || isActive(job);
    find("[data-action=view]", HTMLElement, card).hidden = job.status === "failed";
    return card;
  }

  #act(target: Element): void {
    const card = target.closest<HTMLElement>(".job");
    const action = target.closest<HTMLElement>("[data-action]")?.dataset.action;
    const job = this.history.find(card?.dataset.key);
    if (card === null || job === undefined) return;
    if (action === "view") this.listener.view(job);
    if (action === "reuse") this.listener.reuse(job);
    if (action === "remove") void this.#withRemoval((removal) => removal.remove(job, card));
    if (action === "undo") void this.#withRemoval((removal) => removal.undo(job, card));
  }

  async #withRemoval(act: (removal: Removal) => void): Promise<void> {
    const [{ Removal }] = await Promise.all([import("./removal"), loadTexts()]);
    act(new Removal(this));
  }
}

/** Size, length, price and last day of a video, in one line. */
function metaOf(job: Job): string {
  const { resolution, video_duration } = job.record;
  return [
    resolution === "4k" ? "4K" : resolution,
    video_duration !== undefined && t("job.seconds", { count: video_duration }),
    job.deduction_credit !== undefined && plural("job.credits", job.deduction_credit),
    job.status === "completed" && t("job.until", { date: format.day(job.expiresAt) }),
  ]
    .filter(Boolean)
    .join(" · ");
}
