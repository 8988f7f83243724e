import { type Job, listJobs, pendingJobs, watchImageToVideo } from "akool-image-to-video";
import type { VideoCards } from "./cards";
import { announce } from "./dom";
import type { Settings } from "./form";
import { isActive, titleOf } from "./jobs";
import { onLanguage, t } from "./language";

/** The most that the gateway lists at once. */
const limit = 50;

/** What the history needs of the page. */
export interface HistoryListener {
  view(job: Job): void;
  reuse(settings: Settings): void;
  /** Where the picture of a job is in this page, if it was created here. */
  pictureOf(job: Job): string | undefined;
  /** Whether the stage follows this job itself. */
  isOnStage(job: Job): boolean;
  /** The stage shows what it knows of a job by the history: how long videos take. */
  changed(): void;
  /** A job that the stage does not follow has its video, or failed. */
  settled(): void;
}

/** This person's videos, newest first: listed by the gateway, followed while they are made. */
export class VideoHistory {
  /** The jobs that are known, newest first. */
  jobs: readonly Job[] = [];
  #watching = "";
  #watch = new AbortController();
  #cards: Promise<VideoCards> | undefined;

  constructor(private readonly listener: HistoryListener) {
    onLanguage(() => void this.show());
  }

  /** Lists the videos, those of this browser also where the gateway keeps no list. */
  async load(): Promise<void> {
    const pending = await pendingJobs().catch(() => []);
    await this.refresh();
    for (const job of pending.reverse()) if (this.find(job.id) === undefined) this.update(job);
    (await this.#cards)?.deleteRemoved();
  }

  /** Lists the videos again: another tab or device may have created some. */
  async refresh(): Promise<void> {
    const page = await listJobs({ limit }).catch(() => undefined);
    if (page === undefined) return;
    const listed = new Set(page.jobs.map(({ id }) => id));
    // A job that was created a moment ago may not be listed yet.
    const others = this.jobs.filter((job) => !listed.has(job.id) && isActive(job));
    this.jobs = [...others, ...page.jobs];
    void this.show();
  }

  /** Puts in what is known of a job now. */
  update(job: Job): void {
    const known = this.find(job.id);
    const full = { ...job, record: { ...known?.record, ...job.record } } as Job;
    this.jobs = known === undefined ? [job, ...this.jobs] : this.jobs.map((one) => (one === known ? full : one));
    void this.show();
  }

  /** The job with this key. */
  find(key: string | undefined): Job | undefined {
    return this.jobs.find(({ id }) => id === key);
  }

  /** Shows the videos. A first visit has none, and does not load what shows them. */
  async show(): Promise<void> {
    this.listener.changed();
    void this.#follow();
    if (this.jobs.length === 0 && this.#cards === undefined) return;
    this.#cards ??= import("./cards").then(({ VideoCards }) => new VideoCards(this, this.listener));
    await this.#cards.then((cards) => cards.show()).catch(() => (this.#cards = undefined));
  }

  /** Follows what is being made and is not on the stage: jobs of other tabs and devices, and those that gave way. */
  async #follow(): Promise<void> {
    const active = this.jobs.filter((job) => isActive(job) && !this.listener.isOnStage(job));
    const watching = active.map(({ id }) => id).join();
    if (watching === this.#watching) return;
    this.#watching = watching;
    this.#watch.abort();
    this.#watch = new AbortController();
    const { signal } = this.#watch;
    if (active.length === 0) return;
    try {
      for await (const { job } of watchImageToVideo(active, { signal })) {
        if (job === undefined || isActive(job)) {
          if (job !== undefined) this.update(job);
          continue;
        }
        // Before the update, which stops following it.
        if (job.status === "completed") announce(t("job.ready", { title: titleOf(job.record) }));
        this.listener.settled();
        this.update(job);
      }
    } catch {
      // Aborted: what is being made has changed.
    }
  }
}
