import type { Job, PendingOrder } from "./jobs.js";
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
  | "expired"
  | (string & {});

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
