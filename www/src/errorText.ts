import { type Charged, type ErrorCode, ImageToVideoError } from "akool-image-to-video";
import type { Trouble } from "./jobEntry";
import { t } from "./language";

/** Every code of the package has its two sentences; the compiler sees to it that none is forgotten. */
type PageCode = ErrorCode | "closed" | "unsent" | "unexpected";

const known: Record<PageCode, true> = {
  invalid_request: true,
  configuration: true,
  unauthorized: true,
  insufficient_credits: true,
  plan_required: true,
  forbidden: true,
  not_found: true,
  conflict: true,
  rate_limited: true,
  file_rejected: true,
  job_failed: true,
  outcome_unknown: true,
  timeout: true,
  network: true,
  unavailable: true,
  refused: true,
  bad_answer: true,
  expired: true,
  closed: true,
  unsent: true,
  unexpected: true,
};

/** With these the message says something the two sentences can't. */
const codesWithReason = new Set<string>([
  "invalid_request",
  "configuration",
  "forbidden",
  "file_rejected",
  "job_failed",
]);

/** What to keep of an error. */
export function troubleOf(error: unknown): Trouble {
  if (ImageToVideoError.isInstance(error)) {
    return {
      code: error.code,
      // Of a failed job Akool's own reason, without the words the package puts around it.
      message: error.code === "job_failed" ? error.job.reason : error.message,
      charged: error.charged,
      ...(error.requestId === undefined ? {} : { requestId: error.requestId }),
    };
  }
  return { code: "unexpected", message: error instanceof Error ? error.message : String(error), charged: "unknown" };
}

/** What went wrong, in plain words. */
export function whatHappened(trouble: Trouble): string {
  return t(`error.${pageCode(trouble.code)}`, { message: trouble.message });
}

/** What the person can do about it. */
export function whatToDo(trouble: Trouble): string {
  return t(`error.${pageCode(trouble.code)}.do`);
}

/** The server's own words, where they say more than the code: a job's reason, or a code this page does not know. */
export function reasonOf(trouble: Trouble): string {
  return codesWithReason.has(trouble.code) ? trouble.message : "";
}

/** Whether it cost anything. */
export function chargedText(charged: Charged): string {
  return t(`charged.${charged}`);
}

function pageCode(code: string): PageCode {
  return Object.hasOwn(known, code) ? (code as PageCode) : "unexpected";
}
