// Loaded by the first watchImageToVideo.

import type { Client } from "../types/client.js";
import type { Job, JobChange, JobInput } from "../types/jobs.js";
import type { WaitOptions } from "../types/options.js";

/** How the watching ended. */
type End = { error?: unknown };

/** Turns waiting for one job into an iterator over the changes of several. A wait that ends leaves the others alone. */
export async function* watch(
  wait: Client["waitForVideo"],
  refs: JobInput | readonly JobInput[],
  options?: WaitOptions,
): AsyncGenerator<JobChange, void, undefined> {
  const controller = new AbortController();
  const changes: JobChange[] = [];
  let wake: (() => void) | undefined;
  let end: End | undefined;
  const put = (change: JobChange) => {
    if (controller.signal.aborted) return;
    changes.push(change);
    wake?.();
  };
  const settle = (outcome: End) => {
    end ??= outcome;
    wake?.();
  };
  const abort = () => {
    settle({ error: options?.signal?.reason });
    controller.abort();
  };
  const onUpdate = (job: Job) => {
    put({ job });
    options?.onUpdate?.(job);
  };
  const follow = async (ref: JobInput) => {
    try {
      await wait(ref, { ...options, onUpdate, signal: controller.signal });
    } catch (error) {
      const code = (error as { code?: unknown } | undefined)?.code;
      // A wrong set-up concerns all of them.
      if (code === "configuration") throw error;
      // A failed job has been yielded already, like any other change.
      if (code !== "job_failed") put({ ref, error });
    }
  };
  const followAll = async () => Promise.all([await (refs as JobInput)].flat().map(follow));
  if (options?.signal?.aborted) abort();
  else
    followAll().then(
      () => settle({}),
      (error) => settle({ error }),
    );
  options?.signal?.addEventListener("abort", abort);
  try {
    for (;;) {
      if (end && "error" in end) throw end.error;
      const change = changes.shift();
      if (change) yield change;
      else if (end) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  } finally {
    // Reached by `break`, too: changes that are not read are not polled for.
    options?.signal?.removeEventListener("abort", abort);
    controller.abort();
  }
}
