import type { Client } from "../types/client.js";
import type { ClientOptions, InitOptions } from "../types/options.js";
import { abortable } from "./abortable.js";
import { createClient as create } from "./client.js";
import { loadModule } from "./module.js";

export { ImageToVideoError, type ImageToVideoErrorConstructor } from "./error.js";
export type * from "../types/index.js";

/** The functions that few pages use; `on-demand.ts` has them. */
const ON_DEMAND = [
  "createImageToVideoBatch",
  "updateVideoAudio",
  "deleteVideos",
  "pendingJobs",
  "listJobs",
  "validateCreateRequest",
  "validateBatchRequest",
  "validateAudioUpdateRequest",
  "estimateCredits",
  "uploadFile",
  "downloadVideo",
  "listEffects",
  "listModels",
  "getCredits",
] as const;

/** The same functions on a client of its own. */
export const createClient = (options?: ClientOptions): Client => create(options, ON_DEMAND);

let defaultClient = /* @__PURE__ */ createClient();

/** A function of the default client, whichever client that is when it is called. */
const onDefaultClient = <Name extends keyof Client>(name: Name): Client[Name] =>
  ((...input: unknown[]) => (defaultClient[name] as (...input: unknown[]) => unknown)(...input)) as Client[Name];

/** Sets the options of the default client, which the functions of this module and the bindings use. */
export const configure = (options: ClientOptions): void => {
  defaultClient = createClient(options);
};
/** Loads the WebAssembly module now instead of at the first call, from `wasm` if that is given. */
export const init = (options?: InitOptions): Promise<void> =>
  abortable(async () => {
    await loadModule(options?.wasm);
  }, options?.signal);

/** Validates the request, uploads its files, and creates the job. See {@link Client.createImageToVideo}. */
export const createImageToVideo: Client["createImageToVideo"] = /* @__PURE__ */ onDefaultClient("createImageToVideo");
/** Creates several variations of one video. See {@link Client.createImageToVideoBatch}. */
export const createImageToVideoBatch: Client["createImageToVideoBatch"] =
  /* @__PURE__ */ onDefaultClient("createImageToVideoBatch");
/** Replaces the sound of a finished video. See {@link Client.updateVideoAudio}. */
export const updateVideoAudio: Client["updateVideoAudio"] = /* @__PURE__ */ onDefaultClient("updateVideoAudio");
/** Lists the jobs of an earlier page load that had not ended then. See {@link Client.pendingJobs}. */
export const pendingJobs: Client["pendingJobs"] = /* @__PURE__ */ onDefaultClient("pendingJobs");
/** Lists the jobs that the user created on any device. See {@link Client.listJobs}. */
export const listJobs: Client["listJobs"] = /* @__PURE__ */ onDefaultClient("listJobs");
/** Deletes jobs. See {@link Client.deleteVideos}. */
export const deleteVideos: Client["deleteVideos"] = /* @__PURE__ */ onDefaultClient("deleteVideos");
/** Polls a job, or several in one request, once. See {@link Client.pollImageToVideo}. */
export const pollImageToVideo: Client["pollImageToVideo"] = /* @__PURE__ */ onDefaultClient("pollImageToVideo");
/** Waits for the video. See {@link Client.waitForVideo}. */
export const waitForVideo: Client["waitForVideo"] = /* @__PURE__ */ onDefaultClient("waitForVideo");
/** Yields every change of every job until all have ended. See {@link Client.watchImageToVideo}. */
export const watchImageToVideo: Client["watchImageToVideo"] = /* @__PURE__ */ onDefaultClient("watchImageToVideo");
/** Creates a job and waits for its video. See {@link Client.imageToVideo}. */
export const imageToVideo: Client["imageToVideo"] = /* @__PURE__ */ onDefaultClient("imageToVideo");
/** Checks a request and returns all issues. See {@link Client.validateCreateRequest}. */
export const validateCreateRequest: Client["validateCreateRequest"] =
  /* @__PURE__ */ onDefaultClient("validateCreateRequest");
/** Checks a batch request and returns all issues. See {@link Client.validateBatchRequest}. */
export const validateBatchRequest: Client["validateBatchRequest"] =
  /* @__PURE__ */ onDefaultClient("validateBatchRequest");
/** Checks an audio update request and returns all issues. See {@link Client.validateAudioUpdateRequest}. */
export const validateAudioUpdateRequest: Client["validateAudioUpdateRequest"] =
  /* @__PURE__ */ onDefaultClient("validateAudioUpdateRequest");
/** Estimates the credits of a request. See {@link Client.estimateCredits}. */
export const estimateCredits: Client["estimateCredits"] = /* @__PURE__ */ onDefaultClient("estimateCredits");
/** Uploads an image or a sound to the gateway and returns its URL. See {@link Client.uploadFile}. */
export const uploadFile: Client["uploadFile"] = /* @__PURE__ */ onDefaultClient("uploadFile");
/** Downloads the video. See {@link Client.downloadVideo}. */
export const downloadVideo: Client["downloadVideo"] = /* @__PURE__ */ onDefaultClient("downloadVideo");
/** Lists Akool's effects. See {@link Client.listEffects}. */
export const listEffects: Client["listEffects"] = /* @__PURE__ */ onDefaultClient("listEffects");
/** Lists Akool's models for batches. See {@link Client.listModels}. */
export const listModels: Client["listModels"] = /* @__PURE__ */ onDefaultClient("listModels");
/** Returns the credits that are left. See {@link Client.getCredits}. */
export const getCredits: Client["getCredits"] = /* @__PURE__ */ onDefaultClient("getCredits");
