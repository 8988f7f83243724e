import type { FailedJob, Job, PendingOrder } from "./jobs.js";
import type { Issue } from "./requests.js";

/**
 * Whether credits were taken. `"unknown"` means that the response was lost, or that nothing is known of the job: check the account
 * before you pay again.
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
  /** All issues of the request. Empty unless `code` is `"invalid_request"`. */
  readonly issues: Issue[];
  /** Whether the same call may succeed later, without a risk of paying twice. */
  readonly retryable: boolean;
  /** Whether credits were taken. */
  readonly charged: Charged;
  /** The gateway's id of the request, for its logs. */
  readonly requestId?: string;
  /** Akool's business code, if there was one. */
  readonly vendorCode?: number;
  /** The HTTP status, if there was a response. */
  readonly status?: number;
  /** The job, if there is one. It continues unless `code` is `"job_failed"`. */
  readonly job?: Job;
}

/** The call, the connection or the server failed, and no job was created. */
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

/** A server refused the request. */
export interface RefusedError extends ErrorFields {
  readonly code: "insufficient_credits" | "plan_required" | "forbidden" | "rate_limited" | "unavailable" | "refused";
  readonly status: number;
  readonly pending?: undefined;
}

/** The state of the job, or an earlier order under the same idempotency key, does not allow the call. */
export interface ConflictError extends ErrorFields {
  readonly code: "conflict";
  /** The earlier order under the key, if there was one. */
  readonly pending?: PendingOrder;
}

/** The order was sent, and its outcome is unknown. */
export interface OutcomeUnknownError extends ErrorFields {
  readonly code: "outcome_unknown";
  /** The order. {@link Client.pendingJobs} finds its job, and it can be sent again under its key. */
  readonly pending: PendingOrder;
}

/** The job failed. */
export interface JobFailedError extends ErrorFields {
  readonly code: "job_failed";
  readonly job: FailedJob;
  readonly pending?: undefined;
}

/** Akool no longer has the video. */
export interface ExpiredError extends ErrorFields {
  readonly code: "expired";
  readonly job: Job;
  readonly pending?: undefined;
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
