// Loaded when somebody fetches a video.

import { ImageToVideoError } from "./error.js";
import { open } from "./host.js";

const gone = (job, status) =>
  new ImageToVideoError({
    code: "expired",
    message: "The vendor keeps videos for seven days; this one is no longer there.",
    charged: "yes",
    status,
    job,
  });

const hasExpired = (job) => job.expiresAt < Date.now();

/**
 * Fetches the video of a job, without a token and without the caller's headers: the address is not our server's.
 *
 * @param {(ref: unknown, callOptions: object) => Promise<object>} poll one look
 * @param {(ref: unknown) => Promise<object>} wait knows what to say of a job that failed
 */
export const download = async (options, ref, callOptions, poll, wait) => {
  // An address that is missing or too old is asked for anew first.
  const job = ref?.video_url && !hasExpired(ref) ? ref : await poll(ref, callOptions);
  if (job.status === "failed") return wait(job);
  const fail = (fields) => {
    throw new ImageToVideoError({ retryable: true, charged: "yes", job, ...fields });
  };
  if (!job.video_url) fail({ code: "conflict", message: "There is no video yet; wait for it first." });
  if (hasExpired(job)) throw gone(job);
  const response = await open(options, job.video_url, { signal: callOptions?.signal }).catch((cause) =>
    fail({ code: "network", message: "No answer came from where the video is; check the connection.", cause }),
  );
  if ([403, 404, 410].includes(response.status)) throw gone(job, response.status);
  if (!response.ok)
    fail({ code: "unavailable", message: "The video could not be fetched; try again.", status: response.status });
  const { read } = await import("./progress.js");
  const video = await read(response, options.timeoutMs, callOptions?.onProgress).catch((cause) =>
    fail({ code: "network", message: "The video came in part only; try again.", cause }),
  );
  // A page of a proxy's, say, in place of the video.
  if ((await video.slice(4, 8).text()) !== "ftyp")
    fail({ code: "bad_answer", message: "What came is no MP4; try again.", status: response.status });
  return video;
};
