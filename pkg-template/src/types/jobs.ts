import type { AudioUpdateRequest, BatchRequest, CreateRequest } from "./requests.js";

/** `"queueing"` → `"processing"` → `"completed"` or `"failed"`. A status of the vendor's that this version does not know counts as processing. */
export type JobStatus = "queueing" | "processing" | "completed" | "failed";

/** A job; plain JSON, may be stored and handed back later. */
export interface Job {
  /** The job's id. */
  id: string;
  /** Where it stands. */
  status: JobStatus;
  /** The video; there once `status` is `"completed"`. */
  video_url?: string;
  /** When the vendor stops serving `video_url`: milliseconds since 1970, seven days after completion. */
  expiresAt?: number;
  /** Credits the vendor took for it. */
  deduction_credit?: number;
  /** The key of the order that made it; on jobs as they are created, and as {@link Client.pendingJobs} finds them. */
  idempotencyKey?: string;
  /** The vendor's own record as it came. */
  record: JobRecord;
}

/** A job with its video. */
export interface CompletedJob extends Job {
  status: "completed";
  video_url: string;
  expiresAt: number;
}

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

/** What {@link Client.watchImageToVideo} yields: a job as it is now, or why one is watched no longer. */
export type JobChange =
  | {
      /** The job after the change. */
      job: Job;
      ref?: undefined;
      error?: undefined;
    }
  | {
      job?: undefined;
      /** What was passed. */
      ref: JobInput;
      /** In general an {@link ImageToVideoError}. */
      error: unknown;
    };

/** An order whose answer is not known. It is kept in `storage` under its key. */
export interface PendingOrder {
  /** Names the order: sent again under it, it cannot be paid twice. */
  idempotencyKey: string;
  /** What was sent, its files uploaded already. */
  request: CreateRequest | BatchRequest | AudioUpdateRequest;
}

/** What became of a batch: `jobs` and `errors` together are as many as were asked for. */
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

/** What became of jobs that were to be deleted, as the vendor says it. */
export interface Deletion {
  /** Ids of those that are gone. */
  successIds: string[];
  /** Those that stay, and why. */
  noPermissionItems?: { _id: string; msg?: string }[];
}
