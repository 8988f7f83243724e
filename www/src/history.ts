import { deleteVideos, type Job, listJobs, pendingJobs, watchImageToVideo } from "akool-image-to-video";
import { announce, copyTemplate, find, say } from "./dom";
import { isActive, metaOf, titleOf } from "./jobs";
import { onLanguage, t, translate } from "./language";
import { recallObject, remember } from "./storage";

/** The most that the gateway lists at once. */
const limit = 50;
const undoMs = 10_000;

/** What the history needs of the page. */
export interface HistoryListener {
  view(job: Job): void;
  reuse(job: Job): void;
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
  readonly #cards = new Map<string, HTMLElement>();
  /** The keys of removed videos, which are deleted when there was time to undo it: also in the next load of the page. */
  readonly #removed = new Map<string, ReturnType<typeof setTimeout> | undefined>(
    Object.keys(recallObject("removed")).map((key) => [key, undefined]),
  );
  readonly #list = find("#jobs", HTMLElement);

  constructor(private readonly listener: HistoryListener) {
    this.#list.addEventListener("click", (event) => this.#act(event.target as Element));
    onLanguage(() => this.#show());
  }

  /** Lists the videos, those of this browser also where the gateway keeps no list. */
  async load(): Promise<void> {
    const pending = await pendingJobs().catch(() => []);
    await this.refresh();
    for (const job of pending.reverse()) if (this.#find(job.id) === undefined) this.update(job);
    for (const [key, timer] of this.#removed) if (timer === undefined) void this.#delete(key);
  }

  /** Lists the videos again: another tab or device may have created some. */
  async refresh(): Promise<void> {
    const page = await listJobs({ limit }).catch(() => undefined);
    if (page === undefined) return;
    const listed = new Set(page.jobs.map(({ id }) => id));
    // A job that was created a moment ago may not be listed yet.
    const others = this.jobs.filter((job) => !listed.has(job.id) && isActive(job));
    this.jobs = [...others, ...page.jobs];
    this.#show();
  }

  /** Puts in what is known of a job now. */
  update(job: Job): void {
    const known = this.#find(job.id);
    const full = { ...job, record: { ...known?.record, ...job.record } } as Job;
    this.jobs = known === undefined ? [job, ...this.jobs] : this.jobs.map((one) => (one === known ? full : one));
    this.#show();
  }

  #find(key: string | undefined): Job | undefined {
    return this.jobs.find((job) => job.id === key);
  }

  #show(): void {
    // What an earlier load removed is on its way out.
    const shown = this.jobs.filter((job) => !this.#removed.has(job.id) || this.#removed.get(job.id));
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
    this.listener.changed();
    void this.#follow();
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
    translate(card);
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
    const isRemoved = this.#removed.has(key);
    card.classList.toggle("is-removed", isRemoved);
    find(".job-undo", HTMLElement, card).hidden = !isRemoved;
    text(".job-undo p", t("job.removed", { title }));
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
    const job = this.#find(card?.dataset.key);
    if (card === null || job === undefined) return;
    if (action === "view") this.listener.view(job);
    if (action === "reuse") this.listener.reuse(job);
    if (action === "remove") this.#remove(job, card);
    if (action !== "undo") return;
    this.#restore(job.id);
    find("[data-action=remove]", HTMLElement, card).focus();
    announce(t("job.restored"));
  }

  #remove(job: Job, card: HTMLElement): void {
    const key = job.id;
    const wait = (): void => {
      const end = (): void => (isInUse(card) ? wait() : void this.#delete(key));
      this.#removed.set(key, setTimeout(end, undoMs));
    };
    wait();
    this.#storeRemoved();
    this.#show();
    find("[data-action=undo]", HTMLElement, card).focus();
    announce(t("job.removed", { title: titleOf(job.record) }));
  }

  #restore(key: string): void {
    clearTimeout(this.#removed.get(key));
    this.#removed.delete(key);
    this.#storeRemoved();
    this.#show();
  }

  async #delete(key: string): Promise<void> {
    const job = this.#find(key);
    // Another tab may have taken it back.
    if (job === undefined || !Object.hasOwn(recallObject("removed"), key)) return this.#restore(key);
    const hadFocus = this.#cards.get(key)?.contains(document.activeElement) ?? false;
    const deletion = await deleteVideos(job).catch(() => undefined);
    if (deletion?.successIds.length === 1) this.jobs = this.jobs.filter((one) => one !== this.#find(key));
    else announce(t("job.kept", { title: titleOf(job.record) }));
    this.#restore(key);
    if (hadFocus) find("#jobs-heading", HTMLElement).focus();
  }

  #storeRemoved(): void {
    remember("removed", JSON.stringify(Object.fromEntries([...this.#removed.keys()].map((key) => [key, true]))));
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

/** Whether the pointer or the focus is on a card: then there is more time. */
function isInUse(card: HTMLElement): boolean {
  return card.matches(":hover") || (card.contains(document.activeElement) && document.hasFocus());
}
