import type { Job } from "akool-image-to-video";
import { t } from "./language";

const largestSample = 7;
/** No job takes this long. A record that says so was changed for another reason later on. */
const longestMs = 30 * 60_000;

/** Whether the video is still to come. */
export function isActive(job: Job): boolean {
  return job.status === "queueing" || job.status === "processing";
}

type Titled = { effect_name?: string; effect_code?: string | undefined; prompt?: string | undefined };

/** What to call a video. */
export function titleOf({ effect_name, effect_code, prompt = "" }: Titled): string {
  const effect = effect_name || effect_code;
  if (effect) return t("job.effect", { name: effect });
  return prompt.trim() || t("job.untitled");
}

/**
 * How long a video of this size and length usually takes: the median of the latest finished ones. Akool reports no progress, so
 * without such videos there is no estimate.
 */
export function usualDuration(jobs: readonly Job[], resolution: unknown, seconds: unknown): number | undefined {
  const durations = jobs
    .filter((job) => job.record.resolution === resolution && job.record.video_duration === seconds)
    .map(durationOf)
    .filter((duration) => duration !== undefined)
    .slice(0, largestSample)
    .sort((one, other) => one - other);
  return durations[Math.floor(durations.length / 2)];
}

/** By Akool's own times: the page may have been hidden, asleep or closed when the video was done. */
function durationOf(job: Job): number | undefined {
  const { create_time: created, update_time: updated } = job.record;
  if (job.status !== "completed" || created === undefined || updated === undefined) return undefined;
  const duration = updated - created;
  return duration > 0 && duration < longestMs ? duration : undefined;
}
