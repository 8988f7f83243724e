import type { JobEntry } from "./jobEntry";

const largestSample = 7;
/** No job takes this long; a record that says so was changed for another reason later on. */
const longestMs = 30 * 60_000;

/** How far a job seems to be. */
export type Estimate = { kind: "none" } | { kind: "share"; share: number } | { kind: "late" };

/**
 * Compares the time a job has taken with what finished jobs of the same size and length took. The vendor tells no
 * progress, so without such jobs there is no estimate.
 */
export function estimateProgress(entry: JobEntry, all: Iterable<JobEntry>, now: number): Estimate {
  const usual = usualDuration(entry, all);
  if (usual === undefined) return { kind: "none" };
  // The upload is not the job's.
  const share = (now - (entry.sentAt ?? entry.startedAt)) / usual;
  return share < 1 ? { kind: "share", share: Math.max(0, share) } : { kind: "late" };
}

function usualDuration(entry: JobEntry, all: Iterable<JobEntry>): number | undefined {
  const durations: number[] = [];
  for (const other of all) {
    const duration = durationOf(other);
    const isAlike =
      other.settings.resolution === entry.settings.resolution &&
      other.settings.video_length === entry.settings.video_length &&
      other.settings.is_premium_model === entry.settings.is_premium_model;
    if (duration !== undefined && isAlike && durations.length < largestSample) durations.push(duration);
  }
  durations.sort((one, other) => one - other);
  return durations[Math.floor(durations.length / 2)];
}

/** How long a finished job took, by the vendor's own times: the page may have been hidden, asleep or closed when it ended. */
export function durationOf(entry: JobEntry): number | undefined {
  if (entry.state !== "completed") return undefined;
  const { create_time: created, update_time: updated } = entry.job?.record ?? {};
  if (created === undefined || updated === undefined) return undefined;
  const duration = updated - created;
  return duration > 0 && duration < longestMs ? duration : undefined;
}
