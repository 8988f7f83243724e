import { ImageToVideoError } from "akool-image-to-video";
import { make } from "./dom";
import { type TextKey, t, textOf } from "./language";

/** With these, the message says something that the page's own sentence can't. */
const codesWithReason = ["invalid_request", "configuration", "forbidden", "file_rejected", "job_failed"];

/** Whether the order, or the job, may live although this page lost the connection. */
export function isConnectionLost(error: unknown, hasJob: boolean): boolean {
  if (!ImageToVideoError.isInstance(error)) return false;
  const { code } = error;
  return code === "outcome_unknown" || (hasJob && ["network", "timeout", "unavailable", "bad_answer"].includes(code));
}

/** What went wrong, what to do, and whether it cost anything: as lines for the page. */
export async function describeError(error: unknown): Promise<HTMLElement[]> {
  const message = error instanceof Error ? error.message : String(error);
  if (!ImageToVideoError.isInstance(error)) return [make("p", await textOf("error.unexpected", { message }))];
  const { code, charged, requestId } = error;
  const words =
    (await textOf(`error.${code}` as TextKey)) || (await textOf("error.unexpected", { message })) || message;
  const lines = [make("p", words)];
  // Of a failed job it is Akool's own reason, without the words that the package puts around it.
  const reason = code === "job_failed" ? error.job.reason : message;
  if (codesWithReason.includes(code) && reason) {
    const line = make("p", t("error.reason"));
    line.append(make("span", reason));
    line.lastElementChild?.setAttribute("lang", "en");
    lines.push(line);
  }
  const cost = make("p", t(`charged.${charged}`));
  if (requestId !== undefined) cost.append(make("small", ` ${t("error.request", { id: requestId })}`));
  return [...lines, cost];
}
