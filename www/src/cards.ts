import { deleteVideos, type Job } from "akool-image-to-video";
import { announce, copyTemplate, find, say } from "./dom";
import type { Settings } from "./form";
import type { HistoryListener, VideoHistory } from "./history";
import { isActive, titleOf } from "./jobs";
import { format, loadTexts, plural, t } from "./language";
import { recallObject, remember } from "./storage";

const undoMs = 10_000;

/** The videos of the history as cards. */
export class VideoCards {
  readonly #cards = new Map<string, HTMLElement>();
  /** Removed videos and when they will be deleted: those of an earlier load at once. */
  readonly #removed = new Map<string, ReturnType<typeof setTimeout> | undefined>(
    Object.keys(recallObject("removed")).map((key) => [key, undefined]),
  );
  readonly #list = find("#jobs", HTMLElement);

  constructor(
    private readonly history: VideoHistory,
    private readonly listener: HistoryListener,
  ) {
    this.#list.addEventListener("click", (event) => this.#act(event.target as Element));
  }

  /** Brings the cards in line with what is known. */
  show(): void {
    // What an earlier load removed is on its way out.
    const shown = this.history.jobs.filter((job) => !this.#removed.has(job.id) || this.#removed.get(job.id));
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
    for (const [key, timer] of this.#removed) if (timer === undefined) void this.#delete(key);
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
    const face = String(job.record.cover_url || this.listener.pictureOf(job) || job.record.image_url || "");
    const picture = find("img", HTMLImageElement, card);
    if (face !== "" && picture.getAttribute("src") !== face) {
      picture.hidden = false;
      picture.src = face;
    }
    text(".job-state", t(`state.${job.status}`));
    text(".job-title", title);
    text(".job-meta", job.status === "failed" ? job.reason : metaOf(job));
    const isRemoved = this.#removed.has(key);
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
    if (action === "reuse") this.listener.reuse(settingsOf(job));
    if (action === "remove") void loadTexts().then(() => this.#remove(job, card));
    if (action === "undo") this.#undo(job, card);
  }

  /** Takes a video out of sight. It is deleted when there was time to undo it. */
  #remove({ id, record }: Job, card: HTMLElement): void {
    const wait = (): void => {
      const end = (): void => (isInUse(card) ? wait() : void this.#delete(id));
      this.#removed.set(id, setTimeout(end, undoMs));
    };
    wait();
    this.#storeRemoved();
    find("[data-action=undo]", HTMLElement, card).focus();
    announce(t("job.removed", { title: titleOf(record) }));
  }

  #undo({ id }: Job, card: HTMLElement): void {
    this.#restore(id);
    find("[data-action=remove]", HTMLElement, card).focus();
    announce(t("job.restored"));
  }

  async #delete(key: string): Promise<void> {
    const { history } = this;
    const job = history.find(key);
    // Another tab may have taken it back.
    if (job === undefined || !Object.hasOwn(recallObject("removed"), key)) return this.#restore(key);
    const hadFocus = document.activeElement?.closest<HTMLElement>(".job")?.dataset.key === key;
    const deletion = await deleteVideos(job).catch(() => undefined);
    if (deletion?.successIds.length === 1) history.jobs = history.jobs.filter((one) => one !== history.find(key));
    else announce(t("job.kept", { title: titleOf(job.record) }));
    this.#restore(key);
    if (hadFocus) find("#jobs-heading", HTMLElement).focus();
  }

  #restore(key: string): void {
    clearTimeout(this.#removed.get(key));
    this.#removed.delete(key);
    this.#storeRemoved();
  }

  #storeRemoved(): void {
    remember("removed", JSON.stringify(Object.fromEntries([...this.#removed.keys()].map((key) => [key, true]))));
    this.show();
  }
}

/** Last day, size, length and price of a video, in one line of which the end may be cut. */
function metaOf(job: Job): string {
  const { resolution, video_duration } = job.record;
  return [
    job.status === "completed" && t("job.until", { date: format.day(job.expiresAt) }),
    resolution === "4k" ? "4K" : resolution,
    video_duration !== undefined && t("job.seconds", { count: video_duration }),
    job.deduction_credit !== undefined && plural("job.credits", job.deduction_credit),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Whether the pointer or the focus is on a card: then there is more time. */
function isInUse(card: HTMLElement): boolean {
  return card.matches(":hover") || (card.contains(document.activeElement) && document.hasFocus());
}

/** The settings of a job, as far as Akool reports them. */
function settingsOf({ record }: Job): Settings {
  return {
    image_url: record.image_url ?? "",
    prompt: record.prompt ?? "",
    negative_prompt: record.negative_prompt ?? "",
    effect_code: record.effect_code ?? "",
    resolution: record.resolution ?? "",
    video_length: String(record.video_duration ?? ""),
    // The sound itself is not reported as a file.
    audio_type: String(record.audio_type ?? ""),
    extend_prompt: String(record.extend_prompt ?? ""),
  };
}
