import type { AudioUpdateRequest, BatchRequest, CreateRequest } from "./requests.js";

/** `"queueing"` → `"processing"` → `"completed"` or `"failed"`. A status that this version does not know counts as processing. */
export type JobStatus = "queueing" | "processing" | "completed" | "failed";

/** The fields that every job has. */
interface JobFields {
  /** The job's id. */
  id: string;
  /** The credits that Akool took. */
  deduction_credit?: number;
  /** The key of the order that created the job. Set when it is created, and by {@link Client.pendingJobs}. */
  idempotencyKey?: string;
  /** Akool's record, unchanged. */
  record: JobRecord;
}

/** A job that has not ended. */
export interface ActiveJob extends JobFields {
  status: "queueing" | "processing";
  video_url?: undefined;
  expiresAt?: undefined;
  reason?: undefined;
}

/** A job that has a video. */
export interface CompletedJob extends JobFields {
  status: "completed";
  /** The URL of the video. */
  video_url: string;
  /** When `video_url` expires, seven days after completion. Milliseconds since 1970. */
  expiresAt: number;
  reason?: undefined;
}

/** A job that ended without a video. */
export interface FailedJob extends JobFields {
  status: "failed";
  /** The reason, as Akool gives it. */
  reason: string;
  video_url?: undefined;
  expiresAt?: undefined;
}

/** A job. It is plain JSON: you can store it and pass it back later. `status` determines which fields it has. */
export type Job = ActiveJob | CompletedJob | FailedJob;

/** Akool's record of a job. Akool's routes return different sets of fields, and Akool may add fields. */
export interface JobRecord {
  _id?: string;
  /** 1 queueing, 2 processing, 3 completed, 4 failed. */
  status?: number;
  /** Milliseconds since 1970. */
  create_time?: number;
  /** Milliseconds since 1970. For a completed job, the time of completion. */
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

/** A job, its id, or a promise of either, such as {@link Client.createImageToVideo} returns. */
export type JobInput = JobRef | PromiseLike<JobRef>;

/** What {@link Client.watchImageToVideo} yields: a changed job, or a reference that is no longer watched and its error. */
export type JobChange = WatchedJob | UnwatchedRef;

/** A change of a job. */
export interface WatchedJob {
  /** The job after the change. */
  job: Job;
  ref?: undefined;
  error?: undefined;
}

/** A job that is no longer watched. The others still are. */
export interface UnwatchedRef {
  job?: undefined;
  /** The reference that was passed. */
  ref: JobInput;
  /** Usually an {@link ImageToVideoError}. */
  error: unknown;
}

/** An order whose outcome is unknown. It is kept in `storage` under its key. */
export interface PendingOrder {
  /** The idempotency key. If the order is sent again under this key, it is not paid for twice. */
  idempotencyKey: string;
  /** The request that was sent, with the URLs of its uploaded files. */
  request: CreateRequest | BatchRequest | AudioUpdateRequest;
}

/** The outcome of a batch. Every requested variation is in `jobs` or in `errors`. */
export interface BatchResult {
  /** The variations that were created. */
  jobs: Job[];
  /** The variations that were not. */
  errors: BatchError[];
}

/** Why a variation of a batch was not created. */
export interface BatchError {
  /** Akool's business code. */
  code?: number;
  msg?: string;
  /** `"unknown"` means that {@link Client.pendingJobs} may still find the job. */
  charged?: "no" | "unknown";
  [field: string]: unknown;
}

/** One page of a user's jobs, newest first. */
export interface JobPage {
  jobs: Job[];
  /** The cursor of the next page, for `before`. Missing on the last page. */
  next?: string;
}

/** The outcome of a deletion, in Akool's terms. */
export interface Deletion {
  /** The ids of the deleted jobs. */
  successIds: string[];
  /** The jobs that were not deleted, and why. */
  noPermissionItems?: { _id: string; msg?: string }[];
}
