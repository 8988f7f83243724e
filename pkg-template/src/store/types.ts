import type { Client } from "../types/client.js";
import type { CompletedJob, Job } from "../types/jobs.js";
import type { CreateOptions, Progress, WaitOptions } from "../types/options.js";
import type { CreateRequest } from "../types/requests.js";

/** Nothing is under way. */
export interface IdleSnapshot {
  readonly state: "idle";
  /** After a cancel: the job that is not waited for any more. It goes on. */
  readonly job?: Job | undefined;
  readonly progress?: undefined;
  readonly error?: undefined;
}

/** A file of the request is being uploaded. */
export interface UploadingSnapshot {
  readonly state: "uploading";
  readonly job?: undefined;
  /** How much of the file has been sent. */
  readonly progress: Progress;
  readonly error?: undefined;
}

/** The request is with the gateway; there is no job yet. */
export interface CreatingSnapshot {
  readonly state: "creating";
  readonly job?: undefined;
  readonly progress?: undefined;
  readonly error?: undefined;
}

/** The job exists and its video is being made. */
export interface WaitingSnapshot {
  readonly state: "waiting";
  /** The job as of the last poll or event. */
  readonly job: Job;
  readonly progress?: undefined;
  readonly error?: undefined;
}

/** The video is there. */
export interface CompletedSnapshot {
  readonly state: "completed";
  readonly job: CompletedJob;
  readonly progress?: undefined;
  readonly error?: undefined;
}

/** There is no video. */
export interface FailedSnapshot {
  readonly state: "failed";
  /** The job, if one was created. */
  readonly job?: Job | undefined;
  readonly progress?: undefined;
  /** Why there is no video: an `ImageToVideoError`, unless a client of your own throws something else. */
  readonly error: Error;
}

/**
 * One video at one moment. `state` tells which fields are there: `"idle"` → `"uploading"` (only with a file) → `"creating"` →
 * `"waiting"` → `"completed"` or `"failed"`.
 */
export type ImageToVideoSnapshot =
  | IdleSnapshot
  | UploadingSnapshot
  | CreatingSnapshot
  | WaitingSnapshot
  | CompletedSnapshot
  | FailedSnapshot;

/** The states of a video. */
export type ImageToVideoState = ImageToVideoSnapshot["state"];

/** The functions that a store needs of a client. */
export type ImageToVideoRunClient = Pick<Client, "createImageToVideo" | "waitForVideo" | "pendingJobs">;

/** Options of a start. */
export type StartOptions = Omit<CreateOptions, "signal" | "onUploadProgress">;

/** Options of a store and of every binding. */
export interface VideoStoreOptions extends Pick<WaitOptions, "pollIntervalMs" | "timeoutMs"> {
  /** Default: the default client, set up by `configure`. */
  client?: ImageToVideoRunClient | undefined;
  /**
   * Whether to resume a job that an earlier page load started and did not see the end of: the newest that no other store of any
   * tab waits for. A function chooses one of these jobs. Without TLS, the stores of other tabs are not known. Default: `true`.
   */
  resume?: boolean | ((jobs: Job[]) => Job | undefined) | undefined;
}

/** Options, or a function that returns them. The function is called whenever the options are used, so they may change. */
export type VideoStoreOptionsInput = VideoStoreOptions | (() => VideoStoreOptions | undefined);

/** What can be done with a video. The functions need no `this`. */
export interface ImageToVideoActions {
  /**
   * Creates a video and waits for it. Resolves with the job, or with `undefined` when it failed or was cancelled; it never
   * rejects. While an earlier start is under way, it starts nothing and resolves with that job. A resumed job gives way: it stays
   * pending.
   */
  start(request: CreateRequest, options?: StartOptions): Promise<CompletedJob | undefined>;
  /** Waits for a job that was created before, in place of another one. While a start uploads or creates, it does nothing. */
  resume(job: Job): Promise<CompletedJob | undefined>;
  /** Stops uploading or waiting and goes back to `"idle"`. A job that was created goes on, and stays in `job`. */
  cancel(): void;
  /** Like `cancel`, and forgets the job and the error. */
  reset(): void;
}

/** One video from the request to the result, for any framework. */
export interface VideoStore extends ImageToVideoActions {
  /** The present snapshot. It is the same object until something changes. */
  getSnapshot(): ImageToVideoSnapshot;
  /**
   * Calls `listener` with every change until the returned function is called. The first subscription resumes a pending job. Once
   * every subscriber has left, the store sends nothing more and stops waiting; only a create that was sent completes.
   */
  subscribe(listener: () => void): () => void;
}
