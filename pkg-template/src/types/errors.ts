import type { FailedJob, Job, PendingOrder } from "./jobs.js";
import type { Issue } from "./requests.js";

/**
 * Whether credits were taken. `"unknown"`: the answer was lost, so look at the account before paying again; or it is about an id
 * of which nothing else is known.
 */
export type Charged = "no" | "yes" | "unknown";

/** What kind of error it is. */
export type ErrorCode =
  | "invalid_request"
  | "configuration"
  | "unauthorized"
  | "insufficient_credits"
  | "plan_required"
  | "forbidden"
  | "not_found"
  | "conflict"
  | "rate_limited"
  | "file_rejected"
  | "job_failed"
  | "outcome_unknown"
  | "timeout"
  | "network"
  | "unavailable"
  | "refused"
  | "bad_answer"
  | "expired";

/** The fields that every error has. */
interface ErrorFields extends Error {
  readonly name: "ImageToVideoError";
  /** Everything that is wrong with the request. Empty unless `code` is `"invalid_request"`. */
  readonly issues: Issue[];
  /** Whether the same call may succeed later without being changed, at no risk of paying twice. */
  readonly retryable: boolean;
  /** Whether credits were taken. */
  readonly charged: Charged;
  /** The gateway's id of the request, for its logs. */
  readonly requestId?: string;
  /** Akool's business code, where there was one. */
  readonly vendorCode?: number;
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** The job, where there is one: it lives on unless `code` is `"job_failed"`. */
  readonly job?: Job;
}

/** The call was wrong, the connection was, or the server; nothing was ordered. */
export interface CallError extends ErrorFields {
  readonly code:
    | "invalid_request"
    | "configuration"
    | "unauthorized"
    | "not_found"
    | "file_rejected"
    | "timeout"
    | "network"
    | "bad_answer";
  readonly pending?: undefined;
}

/** A server answered, and refused. */
export interface RefusedError extends ErrorFields {
  readonly code: "insufficient_credits" | "plan_required" | "forbidden" | "rate_limited" | "unavailable" | "refused";
  readonly status: number;
  readonly pending?: undefined;
}

/** The state of the job, or an earlier order under the same key, does not allow the call. */
export interface ConflictError extends ErrorFields {
  readonly code: "conflict";
  /** The earlier order under the key, where there was one. */
  readonly pending?: PendingOrder;
}

/** The order was sent, and its answer is not known. */
export interface OutcomeUnknownError extends ErrorFields {
  readonly code: "outcome_unknown";
  /** The order, to be found by {@link Client.pendingJobs} or sent again under its key. */
  readonly pending: PendingOrder;
}

/** There will be no video. */
export interface JobFailedError extends ErrorFields {
  readonly code: "job_failed";
  readonly job: FailedJob;
  readonly pending?: undefined;
}

/** The video is no longer there. */
export interface ExpiredError extends ErrorFields {
  readonly code: "expired";
  readonly job: Job;
  readonly pending?: undefined;
}

/** An error of this package. `code` tells which fields it has. */
export type ImageToVideoError =
  | CallError
  | RefusedError
  | ConflictError
  | OutcomeUnknownError
  | JobFailedError
  | ExpiredError;

/** The class of the errors. An aborted call rejects with the reason of its signal instead. */
export interface ImageToVideoErrorConstructor {
  new (fields: ImageToVideoErrorFields): ImageToVideoError;
  readonly prototype: ImageToVideoError;
  /** Whether a value is an error of this package, another copy of the package included. */
  isInstance(value: unknown): value is ImageToVideoError;
}

/** The fields of an {@link ImageToVideoError}. */
export interface ImageToVideoErrorFields {
  code: ErrorCode;
  message: string;
  issues?: Issue[];
  vendorCode?: number;
  status?: number;
  retryable?: boolean;
  charged?: Charged;
  job?: Job;
  pending?: PendingOrder;
  requestId?: string;
  cause?: unknown;
}
