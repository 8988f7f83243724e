// Loaded when somebody fetches a video.

import { nowMs, serverTimeMs } from "./clock.js";
import { ImageToVideoError } from "./error.js";
import { open } from "./host.js";
import { receive } from "./progress.js";

const gone = (job, status) =>
  new ImageToVideoError({
    code: "expired",
    message: "The vendor keeps videos for seven days; this one is no longer there.",
    charged: "yes",
    status,
    job,
  });

const hasExpired = (job) => job.expiresAt < nowMs();

/**
 * Fetches the video of a job, without a token and without the caller's headers: the address is not our server's.
 *
 * @param {(ref: unknown, callOptions: object) => Promise<object>} poll one look
 * @param {(ref: unknown) => Promise<object>} wait knows what to say of a job that failed
 */
export const download = async (options, given, callOptions, poll, wait) => {
  const ref = await given;
  // An address that is missing or too old is asked for anew first.
  const job = ref?.video_url && !hasExpired(ref) ? ref : await poll(ref, callOptions);
  if (job.status === "failed") return wait(job);
  const fail = (fields) => {
    throw new ImageToVideoError({ retryable: true, charged: "yes", job, ...fields });
  };
  if (!job.video_url) fail({ code: "conflict", message: "There is no video yet; wait for it first." });
  // Where no response tells the time, whoever has the video decides: this machine's clock may be wrong.
  if (job.expiresAt < serverTimeMs()) throw gone(job);
  let response;
  const ask = async (signal) => (response = await open(options, job.video_url, { signal }));
  const video = await receive(ask, options.timeoutMs, callOptions).catch((cause) => {
    if (cause?.name === "TimeoutError")
      fail({ code: "timeout", message: "No more of the video came within timeoutMs; try again.", cause });
    const message = response
      ? "The video came in part only; try again."
      : "No answer came from where the video is; check the connection.";
    fail({ code: "network", message, cause });
  });
  if ([403, 404, 410].includes(response.status)) throw gone(job, response.status);
  if (!response.ok)
    fail({ code: "unavailable", message: "The video could not be fetched; try again.", status: response.status });
  // A page of a proxy's, say, in place of the video.
  if ((await video.slice(4, 8).text()) !== "ftyp")
    fail({ code: "bad_answer", message: "What came is no MP4; try again.", status: response.status });
  return video;
};
