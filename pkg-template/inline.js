import { createApi } from "./api.js";

export { ImageToVideoError } from "./error.js";

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
} = /* @__PURE__ */ createApi(async () => {
  const { default: base64 } = await import("./wasm_base64.js");
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
});
