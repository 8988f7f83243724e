// Loaded when a function is called that few pages use.

import { ask, recallOrder, scopeOf, uploadImage, validate } from "./akool_image_to_video.js";
import { monotonicMs, nowMs } from "./clock.js";
import { ImageToVideoError } from "./error.js";
import { filesOf, isFile, unwrap, unwrapAll, withPlaceholders } from "./files.js";
import { kept, LIFETIME_MS } from "./storage.js";

export { withPlaceholders } from "./files.js";

const HOUR_MS = 60 * 60 * 1000;

/** Tells a file from others by its bytes; `undefined` where there are no means for that, as in a page without TLS. */
const digestOf = async (file) => {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(digest)));
  } catch {
    return undefined;
  }
};

/** Makes the functions of one client that few pages use, of those that all pages use. */
export const createMore = ({ options, parts, call, order, poll, look }) => {
  const asking = (what) => call((client, refs, callOptions) => ask(client, what, refs, callOptions));
  const [effects, models, credits, remove] = ["effects", "models", "credits", "delete"].map(asking);
  const recall = call(recallOrder);
  const askScope = call(scopeOf);
  const sendFile = call(uploadImage);
  let catalogue;

  const upload = async (given, callOptions, wanted) => {
    const value = unwrap(await given);
    if (!isFile(value)) return sendFile(value, callOptions);
    const [{ prepare, toFile }, { send }] = await Promise.all([parts.picture(), parts.progress()]);
    return sendFile(await prepare(await toFile(value), callOptions, wanted), { ...callOptions, send });
  };

  return {
    createImageToVideoBatch: order("batch"),
    updateVideoAudio: order("audioUpdate"),
    deleteVideos: remove,
    pendingJobs: async (callOptions) => {
      const { pendingJobs } = await parts.pending();
      const ask = (run) => (input) => run(input, callOptions);
      return pendingJobs(options, ask(askScope), ask(recall), ask(poll), callOptions?.except);
    },
    uploadImage: upload,
    downloadVideo: async (ref, callOptions) => {
      const { download } = await parts.download();
      return download(options, ref, callOptions, poll, look);
    },
    listEffects: async (callOptions) => {
      const { maximumAgeMs = HOUR_MS } = callOptions ?? {};
      if (!(monotonicMs() - catalogue?.at < maximumAgeMs))
        catalogue = { at: monotonicMs(), list: await effects(undefined, callOptions) };
      return [...catalogue.list];
    },
    listModels: (callOptions) => models(undefined, callOptions),
    getCredits: (callOptions) => credits(undefined, callOptions),

    /**
     * The same request with addresses in place of its files, and what tells these files from others; nothing is sent while
     * anything is wrong with it. A file that an earlier order under the key had, too, keeps its address: with another one it would
     * be another order.
     */
    uploadFiles: async (kind, given, callOptions) => {
      const request = unwrapAll(given);
      if (!filesOf(request).length) return { request };
      const { isNewKey, idempotencyKey, onUploadProgress: onProgress } = callOptions;
      let scope;
      try {
        const issues = validate(kind, withPlaceholders(request));
        if (issues.length) {
          const message = ["The request was not sent.", ...issues.map((issue) => issue.message)].join(" ");
          throw new ImageToVideoError({ code: "invalid_request", message, issues });
        }
        scope = isNewKey ? undefined : await askScope(undefined, callOptions);
        const earlier = isNewKey ? undefined : kept(options, scope, idempotencyKey);
        const isUploaded = nowMs() - earlier?.at < LIFETIME_MS;
        const addresses = {};
        const files = {};
        for (const name of filesOf(request)) {
          const { toFile } = await parts.picture();
          const file = await toFile(request[name]);
          files[name] = await digestOf(file);
          const isKnown = isUploaded && files[name] !== undefined && files[name] === earlier.files?.[name];
          addresses[name] = isKnown
            ? earlier.request[name]
            : await upload(file, { ...callOptions, onProgress }, name === "audio_url" ? "sound" : "picture");
        }
        return { request: { ...request, ...addresses }, files };
      } catch (error) {
        const earlier = kept(options, scope, idempotencyKey);
        if (!earlier || !ImageToVideoError.isInstance(error)) throw error;
        // This attempt cost nothing; of an earlier one under the same key that is not known.
        throw new ImageToVideoError({
          ...error,
          code: "outcome_unknown",
          message: `An earlier order under this idempotencyKey may have been paid: ask pendingJobs() first. ${error.message}`,
          retryable: false,
          charged: "unknown",
          pending: { idempotencyKey, request: scope === undefined ? request : earlier.request },
          cause: error,
        });
      }
    },
  };
};
