import { clockTime } from "./clock";
import { copyTemplate, find, make, say } from "./dom";
import { chargedText, reasonOf, whatHappened, whatToDo } from "./errorText";
import { isActive, type JobEntry, titleOf } from "./jobEntry";
import { languageTag, t } from "./language";
import { paintSmallCopy } from "./picture";
import { durationOf, type Estimate } from "./progressEstimate";

/** What a card's buttons ask for. */
export type JobAction = "play" | "cancel" | "resume" | "save" | "stage" | "again" | "remove";

/** What a card shows for a moment and does not keep. */
export interface Passing {
  /** Another tab sends it. */
  isElsewhere?: boolean;
  /** Percent of the upload that has been sent. */
  uploadPercent?: number | undefined;
  /** What the save button says in place of its name. */
  saveLabel?: string | undefined;
  /** A line below the times. */
  note?: string;
}

/** What to call a job in the page's present language. */
export function jobTitle(entry: JobEntry): string {
  return titleOf(entry, { untitled: t("job.untitled"), effect: (name) => t("job.effect", { name }) });
}

/** One line of the list. */
export class JobCard {
  readonly element: HTMLElement;
  #video: HTMLVideoElement | undefined;

  constructor(
    entry: JobEntry,
    onAction: (action: JobAction) => void,
    private readonly onUnplayable: () => void,
  ) {
    this.element = copyTemplate("job-card", HTMLElement);
    this.element.dataset.key = entry.key;
    this.element.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest<HTMLElement>("button[data-action]") : null;
      if (button === null || button.getAttribute("aria-disabled") === "true") return;
      onAction(button.dataset.action as JobAction);
    });
    if (entry.small !== undefined) void paintSmallCopy(find("canvas", HTMLCanvasElement, this.element), entry.small);
  }

  /** The card's video, once there is one. */
  get video(): HTMLVideoElement | undefined {
    return this.#video;
  }

  /** Shows the entry as it is now. */
  show(entry: JobEntry, estimate: Estimate, now: number, passing: Passing): void {
    const title = jobTitle(entry);
    this.element.dataset.status = entry.state;
    this.element.dataset.jobId = entry.job?.id ?? "";
    this.#part("title").textContent = title;
    this.#part("title").title = title;
    this.#part("meta").textContent = metaOf(entry);
    this.#part("state").textContent = t(`state.${entry.state}`);
    this.#showProgress(entry, estimate, now, passing);
    say(this.#part("note"), passing.note ?? noteOf(entry, now));
    this.#showTrouble(entry);
    this.#showVideo(entry, title);
    this.#showActions(entry, title, now, passing);
  }

  /** Plays the card's own video, with the browser's controls from then on. */
  play(): void {
    const video = this.#video;
    if (video === undefined) return;
    this.#action("play").hidden = true;
    video.controls = true;
    video.focus();
    video.play().catch(() => undefined);
  }

  #showProgress(entry: JobEntry, estimate: Estimate, now: number, passing: Passing): void {
    const progress = this.#part("progress");
    progress.hidden = !isActive(entry);
    if (progress.hidden) return;
    const bar = find("progress", HTMLProgressElement, progress);
    bar.setAttribute("aria-label", t(`state.${entry.state}`));
    const { share, text } = progressOf(entry, estimate, passing);
    // Without a value the bar says that something is going on, and not how far it is.
    if (share === undefined) bar.removeAttribute("value");
    else bar.value = share;
    this.#part("estimate").textContent = text;
    this.#part("elapsed").textContent = t("clock.elapsed", { time: clockTime(now - entry.startedAt) });
  }

  #showTrouble(entry: JobEntry): void {
    const place = this.#part("trouble");
    const trouble = entry.trouble;
    place.hidden = trouble === undefined;
    if (trouble === undefined) return place.replaceChildren();
    const reason = reasonOf(trouble);
    const lines = [
      make("strong", whatHappened(trouble)),
      ...(reason === "" ? [] : [make("span", t("error.reason", { reason }))]),
      make("span", whatToDo(trouble)),
      make("span", chargedText(trouble.charged)),
      ...(trouble.requestId === undefined ? [] : [make("small", t("error.request", { id: trouble.requestId }))]),
    ];
    place.replaceChildren(...lines);
  }

  #showVideo(entry: JobEntry, title: string): void {
    const address = entry.state === "completed" ? entry.job?.video_url : undefined;
    const isOver = entry.job?.expiresAt !== undefined && entry.job.expiresAt < Date.now();
    const play = this.#action("play");
    play.setAttribute("aria-label", t("job.play", { title }));
    if (address === undefined || isOver) {
      play.hidden = true;
      this.#video?.remove();
      this.#video = undefined;
      return;
    }
    if (this.#video === undefined) {
      play.hidden = false;
      this.#video = make("video");
      this.#video.preload = "none";
      this.#video.playsInline = true;
      this.#video.addEventListener("error", this.onUnplayable);
      this.#part("media").prepend(this.#video);
    }
    this.#video.setAttribute("aria-label", title);
    if (this.#video.src !== address) this.#video.src = address;
    const cover = entry.job?.record.cover_url;
    if (cover) this.#video.poster = cover;
  }

  #showActions(entry: JobEntry, title: string, now: number, passing: Passing): void {
    const isSending = entry.state === "sending";
    const isKept = entry.state === "completed" && (entry.job?.expiresAt ?? Infinity) > now;
    this.#offer(
      "cancel",
      isActive(entry) && !(isSending && (entry.isCommitted === true || passing.isElsewhere === true)),
      t(isSending ? "job.cancelUpload" : "job.cancel"),
    );
    this.#offer("resume", entry.state === "stopped" || entry.state === "interrupted", t("job.resume"));
    this.#offer("save", isKept, passing.saveLabel ?? t("job.save"));
    this.#action("save").setAttribute("aria-disabled", String(passing.saveLabel !== undefined));
    this.#offer("stage", isKept, t("job.stage"));
    this.#offer("again", !isActive(entry), t("job.again"));
    this.#offer("open", isKept && entry.trouble !== undefined, t("job.open"));
    if (entry.job?.video_url !== undefined)
      find('[data-action="open"]', HTMLAnchorElement, this.element).href = entry.job.video_url;
    this.#action("remove").hidden = isActive(entry);
    this.#action("remove").setAttribute("aria-label", t("job.remove", { title }));
  }

  #offer(action: JobAction | "open", isOffered: boolean, label: string): void {
    const button = this.#action(action);
    if (!isOffered && document.activeElement === button) keepFocusIn(this.element);
    button.hidden = !isOffered;
    if (button.textContent !== label) button.textContent = label;
  }

  #action(action: JobAction | "open"): HTMLElement {
    return find(`[data-action="${action}"]`, HTMLElement, this.element);
  }

  #part(name: string): HTMLElement {
    return name === "media"
      ? find(".job-media", HTMLElement, this.element)
      : find(`[data-part="${name}"]`, HTMLElement, this.element);
  }
}

/** A button that vanishes under the finger must not throw the focus back to the top of the page. */
function keepFocusIn(card: HTMLElement): void {
  card.tabIndex = -1;
  card.focus({ preventScroll: true });
}

function progressOf(entry: JobEntry, estimate: Estimate, passing: Passing): { share?: number; text: string } {
  if (entry.state === "sending") {
    if (passing.isElsewhere === true) return { text: t("job.elsewhere") };
    if (entry.isCommitted === true || passing.uploadPercent === undefined) return { text: t("job.creating") };
    return { share: passing.uploadPercent / 100, text: t("job.uploading", { percent: passing.uploadPercent }) };
  }
  if (estimate.kind === "share")
    return { share: estimate.share, text: t("job.estimate", { percent: Math.round(estimate.share * 100) }) };
  return { text: t(estimate.kind === "late" ? "job.late" : "job.noEstimate") };
}

function metaOf(entry: JobEntry): string {
  const { resolution, video_length, audio_type, is_premium_model } = entry.settings;
  const sound = { 1: t("job.generated"), 2: t("job.own"), 3: t("job.silent") }[audio_type];
  return [
    resolution === "4k" ? "4K" : resolution,
    t("job.seconds", { count: video_length }),
    sound,
    ...(is_premium_model ? [t("job.premium")] : []),
    new Date(entry.startedAt).toLocaleTimeString(languageTag(), { hour: "2-digit", minute: "2-digit" }),
  ].join(" · ");
}

function noteOf(entry: JobEntry, now: number): string {
  if (entry.state === "stopped") return t("job.stopped.note");
  if (entry.state !== "completed") return "";
  const duration = durationOf(entry);
  const cost = entry.job?.deduction_credit;
  const until = entry.job?.expiresAt;
  return [
    ...(duration === undefined ? [] : [t("job.took", { time: clockTime(duration) })]),
    ...(cost === undefined ? [] : [t("job.cost", { count: cost.toLocaleString(languageTag()) })]),
    ...(until === undefined ? [] : [until < now ? t("job.gone") : t("job.kept", { date: dayOf(until) })]),
  ].join(" · ");
}

function dayOf(time: number): string {
  return new Date(time).toLocaleDateString(languageTag(), { day: "numeric", month: "short" });
}
