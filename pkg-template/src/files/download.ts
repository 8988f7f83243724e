// Loaded by the first downloadVideo.

import type { ClientCore } from "../core/client.js";
import { ImageToVideoError } from "../core/error.js";
import type { ObservedOptions } from "../core/extras.js";
import type { Runtime } from "../core/runtime.js";
import type { ImageToVideoErrorFields } from "../types/errors.js";
import type { Job, JobInput, JobRef } from "../types/jobs.js";
import type { TransferOptions } from "../types/options.js";
import { receive } from "./receive.js";

const gone = (job: Job, status?: number): ImageToVideoError =>
  new ImageToVideoError({
    code: "expired",
    message: "Akool keeps videos for seven days, and this one is gone.",
    charged: "yes",
    ...(status !== undefined && { status }),
    job,
  });

/** Whether the job has a video whose address is not too old, as far as is known. */
const isCurrent = ({ nowMs }: Runtime, ref: JobRef): ref is Job =>
  typeof ref === "object" && !!ref?.video_url && !((ref.expiresAt ?? Number.NaN) < nowMs());

/** Fetches the video of a job, without a token and without the caller's headers: the address is not our server's. */
export const download = async (
  {
    options,
    runtime,
    poll,
    waitWithoutUpdates,
  }: Pick<ClientCore, "options" | "runtime" | "poll" | "waitWithoutUpdates">,
  given: JobInput,
  callOptions: TransferOptions | undefined,
): Promise<unknown> => {
  const ref = await given;
  // An address that is missing or too old is asked for anew first.
  const job = isCurrent(runtime, ref) ? ref : await poll(ref, callOptions);
  // It rejects with the reason.
  if (job.status === "failed") return waitWithoutUpdates(job);
  const fail = (fields: Pick<ImageToVideoErrorFields, "code" | "message" | "status" | "cause">): never => {
    throw new ImageToVideoError({ retryable: true, charged: "yes", job, ...fields });
  };
  const url = job.video_url;
  if (!url) return fail({ code: "conflict", message: "There is no video yet; wait for it first." });
  // Where no response has told the time, the server that has the video decides: this machine's clock may be wrong.
  if ((job.expiresAt ?? Number.NaN) < (runtime.serverTimeMs() ?? Number.NaN)) throw gone(job);
  let response: Response | undefined;
  const { observe } = options as ObservedOptions;
  const ask = async (signal: AbortSignal) => {
    const send = () => runtime.open(options, url, { signal });
    // The path may be what opens the video.
    response = await (observe ? observe({ url: new URL(url).origin, method: "GET" }, send) : send());
    return response;
  };
  const video = await receive(ask, options.timeoutMs, callOptions).catch((cause) => {
    if (cause?.name === "TimeoutError")
      fail({ code: "timeout", message: "No more of the video came within timeoutMs; try again.", cause });
    const message = response
      ? "The video came in part only; try again."
      : "No answer came from where the video is; check the connection.";
    return fail({ code: "network", message, cause });
  });
  const { status } = response as Response;
  if ([403, 404, 410].includes(status)) throw gone(job, status);
  if (!video) return fail({ code: "unavailable", message: "The video could not be fetched; try again.", status });
  // A proxy's page in place of the video, say.
  if ((await video.slice(4, 8).text()) !== "ftyp")
    fail({ code: "bad_answer", message: "What came is no MP4; try again.", status });
  return video;
};
