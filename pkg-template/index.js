import { createApi } from "./api.js";
import { parts } from "./lazy.js";

export { ImageToVideoError } from "./error.js";

// The literal URL is what bundlers look for: they copy the file and rewrite the address.
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
} = /* @__PURE__ */ createApi(() => new URL("./akool_image_to_video_bg.wasm", import.meta.url), parts);
