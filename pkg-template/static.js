import { createApi } from "./api.js";
import { decode } from "./base64.js";
import * as download from "./download.js";
import * as follow from "./follow.js";
import * as more from "./more.js";
import * as pending from "./pending.js";
import * as picture from "./picture.js";
import * as progress from "./progress.js";
import base64 from "./wasm_base64.js";
import * as watch from "./watch.js";

export { ImageToVideoError } from "./error.js";

const files = { download, follow, more, pending, picture, progress, watch };

// For service workers, extensions' background scripts among them, which must not import anything once they run.
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
} = /* @__PURE__ */ createApi(
  () => decode(base64),
  Object.fromEntries(Object.entries(files).map(([name, file]) => [name, async () => file])),
);
