import type { Client } from "../types/client.js";
import type { CompletedJob, Job } from "../types/jobs.js";
import type { CreateOptions, Progress } from "../types/options.js";

/**
 * `"idle"` → `"uploading"` (only with a picture that is a Blob) → `"creating"` → `"waiting"` → `"completed"` or
 * `"failed"`.
 */
export type ImageToVideoState = "idle" | "uploading" | "creating" | "waiting" | "completed" | "failed";

/** Where a video stands. */
export interface ImageToVideoSnapshot {
  readonly state: ImageToVideoState;
  /** The job as last seen, once there is one. */
  readonly job?: Job | undefined;
  /** How much of the picture has been sent, while it is being uploaded. */
  readonly progress?: Progress | undefined;
  /** Why there is no video, with `"failed"`; in general an `ImageToVideoError`. */
  readonly error?: unknown;
}

/** What has to be there of a client. */
export type ImageToVideoRunClient = Pick<Client, "createImageToVideo" | "waitForVideo" | "pendingJobs">;

/** Options of a start. */
export type StartOptions = Omit<CreateOptions, "signal" | "onUploadProgress">;

/** What may be done with a video. */
export interface ImageToVideoActions {
  /** Waits for a job that was created before, in place of another one. During a start's upload or create it does nothing. */
  resume(job: Job): Promise<CompletedJob | undefined>;
  /** Stops uploading or waiting and goes back to `"idle"`. A job that was created goes on, and stays in `job`. */
  cancel(): void;
  /** Like `cancel`, and forgets the job and the error. */
  reset(): void;
}
