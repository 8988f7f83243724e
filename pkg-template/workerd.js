import wasm from "./akool_image_to_video_bg.wasm";
import { createApi } from "./api.js";
import { parts } from "./lazy.js";

export { ImageToVideoError } from "./error.js";

// workerd compiles an imported .wasm itself and forbids compiling bytes at run time.
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
} = /* @__PURE__ */ createApi(() => wasm, parts);
