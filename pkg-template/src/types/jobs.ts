import type { AudioUpdateRequest, BatchRequest, CreateRequest } from "./requests.js";

/** `"queueing"` → `"processing"` → `"completed"` or `"failed"`. A status of the vendor's that this version does not know counts as processing. */
export type JobStatus = "queueing" | "processing" | "completed" | "failed";

/** The fields that every job has. */
interface JobFields {
  /** The job's id. */
  id: string;
  /** Credits that Akool took for it. */
  deduction_credit?: number;
  /** The key of the order that made it; on jobs as they are created, and as {@link Client.pendingJobs} finds them. */
  idempotencyKey?: string;
  /** Akool's own record as it came. */
  record: JobRecord;
}

/** A job under way. */
export interface ActiveJob extends JobFields {
  status: "queueing" | "processing";
  video_url?: undefined;
  expiresAt?: undefined;
  reason?: undefined;
}

/** A job with its video. */
export interface CompletedJob extends JobFields {
  status: "completed";
  /** The video. */
  video_url: string;
  /** When Akool stops serving `video_url`: milliseconds since 1970, seven days after completion. */
  expiresAt: number;
  reason?: undefined;
}

/** A job that ended without a video. */
export interface FailedJob extends JobFields {
  status: "failed";
  /** Why, in Akool's words as far as it gives any. */
  reason: string;
  video_url?: undefined;
  expiresAt?: undefined;
}

/** A job; plain JSON, may be stored and handed back later. `status` tells which fields it has. */
export type Job = ActiveJob | CompletedJob | FailedJob;

/** The vendor's record of a job. The routes return different sets of fields, and the vendor may add some. */
export interface JobRecord {
  _id?: string;
  /** 1 queueing, 2 processing, 3 completed, 4 failed. */
  status?: number;
  /** Milliseconds since 1970. */
  create_time?: number;
  /** Milliseconds since 1970; of a completed job: when it was done. */
  update_time?: number;
  /** Seconds. */
  video_duration?: number;
  video_url?: string;
  cover_url?: string;
  file_name?: string;
  image_url?: string;
  prompt?: string;
  negative_prompt?: string;
  extend_prompt?: boolean;
  resolution?: string;
  audio_type?: number;
  audio_url?: string;
  effect_code?: string;
  effect_name?: string;
  deduction_credit?: number;
  error_reason?: string;
  [field: string]: unknown;
}

/** A job or its id. */
export type JobRef = string | Job;

/** What the functions take for a job: also a promise of one, as {@link Client.createImageToVideo} returns it. */
export type JobInput = JobRef | PromiseLike<JobRef>;

/** What {@link Client.watchImageToVideo} yields: a job as it is now, or a reference that is watched no longer and why. */
export type JobChange = WatchedJob | UnwatchedRef;

/** A change of a job. */
export interface WatchedJob {
  /** The job after the change. */
  job: Job;
  ref?: undefined;
  error?: undefined;
}

/** The end of watching one job; the others are still watched. */
export interface UnwatchedRef {
  job?: undefined;
  /** The reference as it was passed. */
  ref: JobInput;
  /** In general an {@link ImageToVideoError}. */
  error: unknown;
}

/** An order whose answer is not known. It is kept in `storage` under its key. */
export interface PendingOrder {
  /** Names the order: sent again under it, it cannot be paid twice. */
  idempotencyKey: string;
  /** What was sent, its files uploaded already. */
  request: CreateRequest | BatchRequest | AudioUpdateRequest;
}

/** The outcome of a batch: `jobs` and `errors` together are as many as were asked for. */
export interface BatchResult {
  /** The variations under way. */
  jobs: Job[];
  /** The others. */
  errors: BatchError[];
}

/** Why a variation of a batch is not made. */
export interface BatchError {
  /** The vendor's business code. */
  code?: number;
  msg?: string;
  /** `"unknown"`: it may be found yet, see {@link Client.pendingJobs}. */
  charged?: "no" | "unknown";
  [field: string]: unknown;
}

/** Some of a person's jobs, newest first. */
export interface JobPage {
  jobs: Job[];
  /** Where the next page begins, for `before`; missing on the last page. */
  next?: string;
}

/** The outcome of a deletion, in the vendor's terms. */
export interface Deletion {
  /** Ids of those that are gone. */
  successIds: string[];
  /** Those that stay, and why. */
  noPermissionItems?: { _id: string; msg?: string }[];
}
