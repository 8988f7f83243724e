import type { Charged, ErrorCode, ImageToVideoErrorFields } from "../types/errors.js";
import type { Job, PendingOrder } from "../types/jobs.js";
import type { Issue } from "../types/requests.js";

// A registered symbol and not the class identifies the errors, so that two copies of the package in one page agree.
const BRAND = Symbol.for("akool-image-to-video.error");

/** The one error class of the package. An aborted call is not one: it rejects with the signal's own reason. */
export class ImageToVideoError extends Error {
  /** What kind of error it is. */
  declare readonly code: ErrorCode;
  /** With `invalid_request`: everything that is wrong. Empty otherwise. */
  declare readonly issues: Issue[];
  /** The vendor's business code, where there was one. */
  declare readonly vendorCode?: number;
  /** The HTTP status, where there was an answer. */
  declare readonly status?: number;
  /** Whether the same call may succeed later without being changed, at no risk of paying twice. */
  declare readonly retryable: boolean;
  /** Whether credits were taken. */
  declare readonly charged: Charged;
  /** The job, where there is one: it lives on unless `code` is `job_failed`. */
  declare readonly job?: Job;
  /** With `outcome_unknown`: the order, to be found by {@link Client.pendingJobs} or sent again under its key. */
  declare readonly pending?: PendingOrder;
  /** The gateway's id of the request, for its logs. */
  declare readonly requestId?: string;

  constructor({ message, cause, ...fields }: ImageToVideoErrorFields) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { issues: [], retryable: false, charged: "no" }, fields);
  }

  override get name(): "ImageToVideoError" {
    return "ImageToVideoError";
  }

  /** @internal */
  get [BRAND](): true {
    return true;
  }

  /** Whether a value is an error of this package, another copy of the package included. */
  static isInstance(value: unknown): value is ImageToVideoError {
    return (value as { [BRAND]?: unknown } | null | undefined)?.[BRAND] === true;
  }
}

/** The error for a file of the package that did not load. With an answer to a request for it, its server was reached. */
export const loadError = (
  file: string,
  cause: unknown,
  answer: { readonly status?: number } | undefined,
): ImageToVideoError =>
  new ImageToVideoError({
    code: answer ? "configuration" : "network",
    message: `${file} could not be loaded: ${
      answer
        ? "serve it beside the package's other files, and let the content security policy allow it and 'wasm-unsafe-eval'."
        : "check the connection and try again."
    }`,
    status: answer?.status as number,
    retryable: !answer,
    cause,
  });
