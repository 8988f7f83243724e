import { type Job, pendingJobs } from "akool-image-to-video";
import type { ImageToVideoSnapshot, VideoStore } from "akool-image-to-video/store";
import { announce, find, prefersStillness } from "./dom";
import { describeError, isConnectionLost } from "./errors";
import { isActive, titleOf } from "./jobs";
import { format, loadTexts, onLanguage, t, textOf } from "./language";
import type { Picture } from "./picture";

const tickMs = 1000;
type State = "empty" | "picture" | Job["status"] | Exclude<ImageToVideoSnapshot["state"], "idle" | "waiting"> | "lost";

/** The big screen with its status strip: the picture, the way to the video, and the video, or what went wrong. */
export class Stage {
  #picture: Picture | undefined;
  #title = "";
  #startedAt = 0;
  /** Whether the stage shows a job that the form's picture has nothing to do with. */
  #isViewing = false;
  #isOffline = false;
  #ticker: ReturnType<typeof setInterval> | undefined;
  readonly #root = find("#stage", HTMLElement);
  readonly #still = find("#still", HTMLImageElement);
  readonly #video = find("#video", HTMLVideoElement);
  readonly #status = find("#status", HTMLElement);
  readonly #detail = find("#detail", HTMLElement);
  readonly #progress = find("#progress", HTMLProgressElement);
  readonly #trouble = find("#trouble", HTMLElement);
  readonly #download = find("#download", HTMLButtonElement);

  constructor(
    private readonly store: VideoStore,
    /** How long the video of a job usually takes. */
    private readonly usualDuration: (job: Job) => number | undefined,
  ) {
    find("#cancel", HTMLElement).addEventListener("click", () => {
      store.reset();
      find("#create", HTMLElement).focus();
    });
    find("#check", HTMLElement).addEventListener("click", () => void this.#check());
    find("#dismiss", HTMLElement).addEventListener("click", () => {
      store.reset();
      find("#image-file", HTMLElement).focus();
    });
    this.#download.addEventListener("click", () => void this.#save());
    this.#video.addEventListener("loadedmetadata", () => this.show());
    this.#still.addEventListener("load", () => this.show());
    this.#video.addEventListener("error", () => this.show());
    onLanguage(() => this.show());
  }

  /** The form has another picture. */
  showPicture(picture: Picture | undefined): void {
    this.#picture = picture;
    this.#isViewing = false;
    this.show();
  }

  /** A video is about to be created, or one that was created before is to be shown: then Akool's times count. */
  begin(title: string, startedAt = 0): void {
    this.#title = title;
    this.#startedAt = startedAt;
    this.#isViewing = startedAt === 0;
    this.#root.scrollIntoView({ block: "nearest", behavior: prefersStillness() ? "auto" : "smooth" });
  }

  /** Whether the gateway can't be reached. Returns whether that is news. */
  setOffline(isOffline: boolean): boolean {
    if (this.#isOffline === isOffline) return false;
    this.#isOffline = isOffline;
    this.show();
    return true;
  }

  /** Shows where the video is now. */
  show(): void {
    const snapshot = this.store.getSnapshot();
    const { job } = snapshot;
    const state = this.#stateOf(snapshot);
    const isBusy = ["uploading", "creating", "queueing", "processing"].includes(state);
    this.#root.dataset.state = state;
    if (job !== undefined && snapshot.state !== "idle") this.#title = titleOf(job.record);
    if (state === "uploading" || state === "creating") this.#video.removeAttribute("src");

    this.#showScreen(state, job);
    const isReconnecting = isBusy && this.#isOffline;
    const isIdle = state === "empty" || state === "picture";
    const label = isIdle ? "" : t(isReconnecting ? "state.reconnecting" : `state.${state}`);
    if (this.#status.textContent !== label) this.#status.textContent = label;
    find("#strip", HTMLElement).dataset.state = isReconnecting ? "reconnecting" : state;
    void this.#explain(snapshot);
    this.#tell(snapshot, state);
    document.title = this.#pageTitle(state, label);

    for (const part of this.#root.querySelectorAll<HTMLElement>("[data-for]"))
      part.hidden = part.dataset.for?.split(" ").includes(state) !== true;
    this.#download.textContent = t("download");
    clearInterval(this.#ticker);
    if (isBusy) this.#ticker = setInterval(() => this.#tell(this.store.getSnapshot(), state), tickMs);
  }

  /** What went wrong, and what to do. */
  async #explain(snapshot: ImageToVideoSnapshot): Promise<void> {
    const isUnplayable = snapshot.state === "completed" && this.#video.error !== null;
    const lines: (HTMLElement | string)[] = isUnplayable ? [await textOf("unplayable")] : [];
    if (snapshot.state === "failed") lines.push(...(await describeError(snapshot.error)));
    if (snapshot === this.store.getSnapshot()) this.#trouble.replaceChildren(...lines);
  }

  #stateOf({ state, job, error }: ImageToVideoSnapshot): State {
    if (state === "idle") return this.#picture === undefined ? "empty" : "picture";
    if (state === "waiting") return job.status === "queueing" ? "queueing" : "processing";
    if (state === "failed") return isConnectionLost(error, job !== undefined && isActive(job)) ? "lost" : "failed";
    return state;
  }

  #pageTitle(state: State, label: string): string {
    const title = this.#title;
    if (state === "completed") return t("title.ready", { title });
    if (state === "failed" || state === "lost") return t("title.failed", { title });
    return label === "" ? t("title") : t("title.active", { state: label, title });
  }

  /** The numbers of the strip, which change while the words stay. */
  #tell(snapshot: ImageToVideoSnapshot, state: State): void {
    const { job } = snapshot;
    let detail = "";
    let share: number | undefined;
    if (snapshot.state === "uploading") {
      const { loadedBytes, totalBytes = 0 } = snapshot.progress;
      share = totalBytes > 0 ? loadedBytes / totalBytes : undefined;
      if (share !== undefined) detail = t("detail.percent", { percent: format.percent(share) });
    } else if (snapshot.state === "waiting") {
      const elapsed = Date.now() - (this.#startedAt || (snapshot.job.record.create_time ?? Date.now()));
      const usual = this.usualDuration(snapshot.job);
      const time = format.duration(elapsed);
      if (usual === undefined) detail = t("detail.elapsed", { time });
      else if (elapsed >= usual) detail = t("detail.late", { time });
      else {
        share = elapsed / usual;
        detail = t("detail.left", { time, left: format.duration(usual - elapsed) });
      }
    } else if (job?.status === "completed" && state === "completed")
      detail = t("detail.until", { date: format.date(job.expiresAt) });
    const isIdle = state === "empty" || state === "picture";
    this.#detail.textContent = isIdle ? "" : [detail, this.#title].filter(Boolean).join(" · ");
    if (share === undefined) this.#progress.removeAttribute("value");
    else this.#progress.value = share;
  }

  #showScreen(state: State, job: Job | undefined): void {
    const isVideo = state === "completed" && job?.status === "completed";
    const isViewing = this.#isViewing && state !== "empty" && state !== "picture";
    const picture = isViewing ? undefined : this.#picture;
    const address =
      picture?.url ?? (state === "empty" ? "" : String(job?.record.cover_url || job?.record.image_url || ""));
    this.#video.hidden = !isVideo;
    this.#still.hidden = isVideo || address === "";
    if (isVideo) return this.#play(job.video_url, address);
    this.#video.pause();
    if (address !== "" && this.#still.getAttribute("src") !== address) this.#still.src = address;
    this.#still.alt = picture?.alt ?? t("image.alt", { name: this.#title });
    this.#shape(this.#still.naturalWidth / this.#still.naturalHeight);
  }

  /** The screen takes the shape of what is on it, and keeps its shape until that is known. */
  #shape(ratio: number): void {
    if (ratio > 0 && ratio < 9) this.#root.style.setProperty("--ratio", String(ratio));
  }

  #play(address: string, poster: string): void {
    this.#video.ariaLabel = this.#title;
    if (this.#video.src === address) return this.#shape(this.#video.videoWidth / this.#video.videoHeight);
    this.#video.poster = poster;
    this.#video.src = address;
    // Browsers let a page begin by itself only without sound.
    this.#video.muted = !(navigator.userActivation?.isActive ?? false);
    if (!prefersStillness()) this.#video.play().catch(() => undefined);
  }

  /** Looks again for a job, or for the job of an order whose answer was lost. */
  async #check(): Promise<void> {
    const { job, error } = this.store.getSnapshot();
    if (job !== undefined) return void this.store.resume(job);
    const key = (error as { pending?: { idempotencyKey: string } } | undefined)?.pending?.idempotencyKey;
    const found = await pendingJobs().catch(() => []);
    const own = found.find(({ idempotencyKey }) => idempotencyKey === key);
    if (own !== undefined) return void this.store.resume(own);
    this.#detail.textContent = t("error.nothing");
    announce(t("error.nothing"));
  }

  async #save(): Promise<void> {
    const { job } = this.store.getSnapshot();
    if (job === undefined || this.#download.ariaDisabled === "true") return;
    this.#download.ariaDisabled = "true";
    try {
      const [{ saveVideo }] = await Promise.all([import("./saveVideo"), loadTexts()]);
      const name = await saveVideo(job, this.#title, (share) => {
        this.#download.textContent = t("download.busy", { percent: format.percent(share) });
      });
      announce(t("download.done", { name }));
    } catch (error) {
      // The video is there all the same.
      this.#trouble.replaceChildren(...(await describeError(error)).slice(0, 1));
    }
    this.#download.ariaDisabled = "false";
    this.#download.textContent = t("download");
  }
}
