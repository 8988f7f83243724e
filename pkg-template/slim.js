import { createApi } from "./api.js";
import { ImageToVideoError } from "./error.js";
import { parts } from "./lazy.js";

export { ImageToVideoError } from "./error.js";

// Bring your own module: init({ wasm }).
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
} = /* @__PURE__ */ createApi(() => {
  throw new ImageToVideoError({
    code: "configuration",
    message: "Call init({ wasm }) first: this entry brings no WebAssembly module of its own.",
  });
}, parts);
