// Loaded when a function is called that few pages use.

import { ask, recallOrder, uploadImage, validate } from "./akool_image_to_video.js";
import { abortable } from "./abortable.js";
import { monotonicMs } from "./clock.js";
import { ImageToVideoError } from "./error.js";
import { filesOf, isFile, unwrap, unwrapAll, withPlaceholders } from "./files.js";

export { withPlaceholders } from "./files.js";

const HOUR_MS = 60 * 60 * 1000;

/** What the module calls the kinds of order, and what may be asked for. */
const BATCH = 1;
const SOUND = 2;
const EFFECTS = 0;
const MODELS = 1;
const CREDITS = 2;
const DELETE = 3;

/** Makes the functions of one client that few pages use, of those that all pages use. */
export const createMore = ({ options, call, order, poll, look }) => {
  const asking = (what) => call((client, refs, callOptions) => ask(client, what, refs, callOptions));
  const [effects, models, credits, remove] = [EFFECTS, MODELS, CREDITS, DELETE].map(asking);
  const recall = call(recallOrder);
  const sendFile = call(uploadImage);
  let catalogue;

  const upload = async (given, callOptions, wanted) => {
    const value = unwrap(await given);
    if (!isFile(value)) return sendFile(value, callOptions);
    const { prepare, toFile } = await import("./picture.js");
    return sendFile(await prepare(await toFile(value), callOptions, wanted), callOptions);
  };

  return {
    createImageToVideoBatch: order(BATCH),
    updateVideoAudio: order(SOUND),
    deleteVideos: remove,
    pendingJobs: async (callOptions) => {
      const { pendingJobs } = await import("./pending.js");
      return pendingJobs(options, (entry) => recall(entry, callOptions));
    },
    uploadImage: (file, callOptions) => abortable(() => upload(file, callOptions), callOptions?.signal),
    downloadVideo: (ref, callOptions) =>
      abortable(async () => {
        const { download } = await import("./download.js");
        return download(options, ref, callOptions, poll, look);
      }, callOptions?.signal),
    listEffects: async (callOptions) => {
      const { maximumAgeMs = HOUR_MS } = callOptions ?? {};
      if (!(monotonicMs() - catalogue?.at < maximumAgeMs))
        catalogue = { at: monotonicMs(), list: await effects(undefined, callOptions) };
      return [...catalogue.list];
    },
    listModels: (callOptions) => models(undefined, callOptions),
    getCredits: (callOptions) => credits(undefined, callOptions),

    /** The same request with addresses in place of its files; nothing is sent while anything is wrong with it. */
    uploadFiles: async (kind, given, callOptions) => {
      const request = unwrapAll(given);
      if (!filesOf(request).length) return request;
      const issues = validate(kind, withPlaceholders(request));
      if (issues.length) {
        const message = ["The request was not sent.", ...issues.map((issue) => issue.message)].join(" ");
        throw new ImageToVideoError({ code: "invalid_request", message, issues });
      }
      const addresses = {};
      for (const name of filesOf(request)) {
        const wanted = name === "audio_url" ? "sound" : "picture";
        const settings = { ...callOptions, onProgress: callOptions?.onUploadProgress };
        addresses[name] = await upload(request[name], settings, wanted);
      }
      return { ...request, ...addresses };
    },
  };
};
