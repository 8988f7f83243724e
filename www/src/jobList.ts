import { type Job, pendingJobs, waitForVideo } from "akool-image-to-video";
import { announce } from "./announcer";
import { clockTime } from "./clock";
import { find } from "./dom";
import { reasonOf, troubleOf, whatHappened } from "./errorText";
import { type JobAction, JobCard, jobTitle, type Passing } from "./jobCard";
import {
  isActive,
  type JobEntry,
  onStoredElsewhere,
  removeEntry,
  storedEntries,
  storedEntry,
  storeEntry,
  type Trouble,
} from "./jobEntry";
import { onLanguage, t } from "./language";
import { sendHere, whenNobodySends } from "./otherTabs";
import { estimateProgress } from "./progressEstimate";

/** What the list tells the rest of the page. */
export interface JobListener {
  /** A new line is at the top. */
  begun(entry: JobEntry): void;
  /** A job that was waited for has its video. */
  completed(entry: JobEntry): void;
  /** Something has happened that may have changed the credits. */
  creditsMayHaveChanged(): void;
  /** The person wants a job's video on the big screen. */
  show(entry: JobEntry): void;
  /** The person wants a job's settings back. */
  reuse(entry: JobEntry): void;
  /** How long the newest job has been under way; empty: none is. */
  clock(text: string): void;
  /** There are now this many videos. */
  counted(completed: JobEntry[]): void;
}

interface Line {
  entry: JobEntry;
  card: JobCard;
  passing: Passing;
  /** Ends the waiting, or the sending while that is still possible. */
  abort?: AbortController | undefined;
}

/** What a person's own stop rejects with; nothing else does. */
export const stoppedByPerson = new DOMException("The person stopped waiting.", "AbortError");
const tickMs = 1000;

/** The jobs, newest first: kept in localStorage, waited for, and shown. */
export class JobList {
  readonly #lines = new Map<string, Line>();
  readonly #list = find("#jobs", HTMLElement);
  #ticker: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly listener: JobListener) {
    onLanguage(() => {
      for (const line of this.#lines.values()) this.#show(line);
    });
  }

  /** Brings back what earlier loads of the page have left, and goes on waiting for what is not finished. */
  restore(): void {
    for (const entry of storedEntries().reverse()) this.#goOn(this.#add(entry));
    onStoredElsewhere((key) => this.#hear(key));
    this.#changed();
    void this.#find();
  }

  /** Puts a new line at the top; {@link JobList.sent} or {@link JobList.failed} tells how sending went. */
  async begin(entry: JobEntry, abort: AbortController): Promise<void> {
    // Before it is stored, where other tabs see it.
    await sendHere(entry.key);
    const line = this.#add(entry);
    line.abort = abort;
    this.#save(line);
    this.listener.begun(entry);
  }

  /** The upload moves. */
  uploading(key: string, uploadPercent: number): void {
    const line = this.#lines.get(key);
    if (line === undefined) return;
    line.passing = { uploadPercent };
    this.#show(line);
  }

  /** The create is about to be sent: there is no way back. */
  committed(key: string): void {
    const line = this.#lines.get(key);
    if (line === undefined) return;
    line.entry.isCommitted = true;
    line.passing = {};
    this.#save(line);
  }

  /** The server has the job. */
  sent(key: string, job: Job): void {
    const line = this.#lines.get(key);
    if (line === undefined) return;
    line.entry.job = job;
    line.entry.state = job.status;
    line.entry.sentAt = Date.now();
    line.passing = {};
    this.#save(line);
    this.listener.creditsMayHaveChanged();
    void this.#follow(line);
  }

  /** Sending did not work. */
  failed(key: string, error: unknown): void {
    const line = this.#lines.get(key);
    if (line === undefined) return;
    line.passing = {};
    const isLost = troubleOf(error).code === "outcome_unknown";
    this.#end(line, isLost ? "interrupted" : "failed", error);
    if (isLost) void this.#find();
  }

  /** Takes a line off the list. */
  drop(key: string): void {
    const line = this.#lines.get(key);
    if (line === undefined) return;
    removeEntry(line.entry);
    this.#forget(line);
  }

  #forget(line: Line): void {
    this.#lines.delete(line.entry.key);
    line.card.element.remove();
    this.#changed();
  }

  /** Takes up what another load of the page, or another tab, has begun. */
  #goOn(line: Line): void {
    if (line.entry.state === "sending") void this.#attend(line);
    else if (isActive(line.entry)) void this.#follow(line);
  }

  /** Waits until no tab sends a job any more. If it is not sent then, its tab was closed. */
  async #attend(line: Line): Promise<void> {
    const { key } = line.entry;
    line.passing.isElsewhere = true;
    this.#show(line);
    await whenNobodySends(key);
    if (storedEntry(key)?.state !== "sending" || this.#lines.get(key) !== line) return;
    // Whether the server got it died with the page that sent it, unless that page was still uploading.
    const [state, trouble]: [JobEntry["state"], Trouble] = line.entry.isCommitted
      ? ["interrupted", { code: "closed", message: "", charged: "unknown" }]
      : ["failed", { code: "unsent", message: "", charged: "no" }];
    Object.assign(line.entry, { state, trouble } satisfies Partial<JobEntry>);
    line.passing = {};
    this.#save(line);
    void this.#find();
  }

  /** Another tab has changed a line, or taken it off the list. */
  #hear(key: string): void {
    const fresh = storedEntry(key);
    let line = this.#lines.get(key);
    const abort = line?.abort;
    // Of what this tab sends it knows more; and a tab that has lost sight of a job says nothing about the others.
    if (abort !== undefined && (line?.entry.state === "sending" || fresh?.state === "interrupted")) return;
    if (line !== undefined && !(fresh !== undefined && isActive(fresh))) {
      line.abort = undefined;
      abort?.abort();
    }
    if (fresh === undefined) return line === undefined ? undefined : this.#forget(line);
    const earlier = line?.entry.state;
    line ??= this.#add(fresh);
    delete line.entry.trouble;
    Object.assign(line.entry, fresh);
    if (fresh.state !== earlier) {
      line.passing = {};
      if (line.abort === undefined) this.#goOn(line);
      this.listener.creditsMayHaveChanged();
    }
    this.#show(line);
    this.#changed();
  }

  /** Asks what became of the orders whose answer is not known, and follows the jobs that are found. */
  async #find(): Promise<void> {
    const lost = [...this.#lines.values()].filter(({ entry }) => entry.state === "interrupted" && !entry.job);
    if (lost.length === 0) return;
    const pass = (passing: Passing): void => {
      for (const line of lost) {
        line.passing = { ...passing };
        this.#show(line);
      }
    };
    pass({ note: t("job.looking") });
    const jobs = await pendingJobs().catch(() => []);
    pass({});
    for (const line of lost) {
      const job = jobs.find(({ idempotencyKey }) => idempotencyKey === line.entry.key);
      if (job === undefined || line.entry.job !== undefined || !this.#lines.has(line.entry.key)) continue;
      line.entry.job = job;
      line.entry.sentAt = job.record.create_time ?? line.entry.startedAt;
      void this.#follow(line);
    }
  }

  async #follow(line: Line): Promise<void> {
    const { entry } = line;
    if (entry.job === undefined) return;
    const abort = new AbortController();
    line.abort = abort;
    delete entry.trouble;
    entry.state = entry.job.status;
    this.#save(line);
    const isCurrent = (): boolean => line.abort === abort && this.#lines.get(entry.key) === line;
    try {
      const job = await waitForVideo(entry.job, {
        signal: abort.signal,
        onUpdate: (update) => {
          if (!isCurrent() || update.status === "completed" || update.status === "failed") return;
          entry.job = update;
          entry.state = update.status;
          this.#save(line);
        },
      });
      if (!isCurrent()) return;
      Object.assign(entry, { job, state: "completed" } satisfies Partial<JobEntry>);
      line.abort = undefined;
      this.#save(line);
      announce(t("announce.ready", { title: jobTitle(entry) }));
      this.listener.completed(entry);
      this.listener.creditsMayHaveChanged();
    } catch (error) {
      if (!isCurrent()) return;
      if (error === stoppedByPerson) {
        entry.state = "stopped";
        line.abort = undefined;
        this.#save(line);
        announce(t("announce.stopped", { title: jobTitle(entry) }));
      } else {
        this.#end(line, troubleOf(error).code === "job_failed" ? "failed" : "interrupted", error);
      }
    }
  }

  #end(line: Line, state: "failed" | "interrupted", error: unknown): void {
    const { entry } = line;
    entry.state = state;
    entry.trouble = troubleOf(error);
    line.abort = undefined;
    this.#save(line);
    const reason = [whatHappened(entry.trouble), reasonOf(entry.trouble)].join(" ").trim();
    announce(t(state === "failed" ? "announce.failed" : "announce.lost", { title: jobTitle(entry), reason }));
    this.listener.creditsMayHaveChanged();
  }

  #act(line: Line, action: JobAction): void {
    switch (action) {
      case "play":
        this.#pauseOthers(line);
        return line.card.play();
      case "cancel":
        return line.abort?.abort(stoppedByPerson);
      case "resume":
        return void (line.entry.job === undefined ? this.#find() : this.#follow(line));
      case "save":
        return void this.#saveVideo(line);
      case "stage":
        this.#pauseOthers(undefined);
        return this.listener.show(line.entry);
      case "again":
        return this.listener.reuse(line.entry);
      case "remove":
        this.drop(line.entry.key);
        announce(t("job.removed"));
        find("#jobs-heading", HTMLElement).focus();
    }
  }

  #pauseOthers(line: Line | undefined): void {
    for (const other of this.#lines.values()) if (other !== line) other.card.video?.pause();
  }

  async #saveVideo(line: Line): Promise<void> {
    const { entry } = line;
    if (entry.job === undefined) return;
    const label = (text: string | undefined): void => {
      line.passing.saveLabel = text;
      this.#show(line);
    };
    label(t("job.savingStart"));
    delete entry.trouble;
    try {
      const { saveVideo } = await import("./saveVideo");
      const name = await saveVideo(entry.job, jobTitle(entry), (percent) => {
        if (percent !== undefined) label(t("job.saving", { percent }));
      });
      announce(t("announce.saved", { name }));
    } catch (error) {
      // The video is there all the same: the line says what went wrong and offers to open it.
      entry.trouble = { ...troubleOf(error), charged: "no" };
      announce(whatHappened(entry.trouble));
    }
    label(undefined);
    this.#save(line);
  }

  #add(entry: JobEntry): Line {
    const card = new JobCard(
      entry,
      (action) => this.#act(line, action),
      () => {
        line.passing.note = t("job.unplayable");
        this.#show(line);
      },
    );
    const line: Line = { entry, card, passing: {} };
    this.#lines.set(entry.key, line);
    this.#list.prepend(card.element);
    this.#show(line);
    return line;
  }

  #save(line: Line): void {
    storeEntry(line.entry);
    this.#show(line);
    this.#changed();
  }

  #show(line: Line): void {
    const now = Date.now();
    const others = [...this.#lines.values()].map(({ entry }) => entry).reverse();
    line.card.show(line.entry, estimateProgress(line.entry, others, now), now, line.passing);
  }

  #changed(): void {
    find("#jobs-empty", HTMLElement).hidden = this.#lines.size > 0;
    const entries = [...this.#lines.values()].map(({ entry }) => entry);
    this.listener.counted(entries.filter(({ state }) => state === "completed").reverse());
    const isTicking = entries.some(isActive);
    if (isTicking && this.#ticker === undefined) this.#ticker = setInterval(() => this.#tick(), tickMs);
    if (!isTicking) {
      clearInterval(this.#ticker);
      this.#ticker = undefined;
    }
    this.#tick();
  }

  #tick(): void {
    const active = [...this.#lines.values()].filter(({ entry }) => isActive(entry));
    for (const line of active) this.#show(line);
    const newest = active.at(-1)?.entry;
    this.listener.clock(
      newest === undefined ? "" : `${t(`state.${newest.state}`)} ${clockTime(Date.now() - newest.startedAt)}`,
    );
  }
}
