import { createApi } from "./api.js";
import { decode } from "./base64.js";
import { lazy, parts } from "./lazy.js";

export { ImageToVideoError } from "./error.js";

const loadModule = /* @__PURE__ */ lazy("wasm_base64.js", () => import("./wasm_base64.js"));

// For bundlers that lose the address of the .wasm file, and for servers.
export const {
  configure,
  createClient,
  init,
  createImageToVideo,
  createImageToVideoBatch,
  updateVideoAudio,
  pendingJobs,
  deleteVideos,
  pollImageToVideo,
  waitForVideo,
  watchImageToVideo,
  imageToVideo,
  validateCreateRequest,
  estimateCredits,
  uploadImage,
  downloadVideo,
  listEffects,
  listModels,
  getCredits,
} = /* @__PURE__ */ createApi(async () => decode((await loadModule()).default), parts);
