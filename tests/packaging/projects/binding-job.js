import * as api from "akool-image-to-video";
import { paintPicture } from "./main-job.js";

/** Offers the main job to the test, by the `start` of a binding whose state some element shows. */
export function offerBindingJob(start) {
  globalThis.mainJob = (gateway) => doBindingJob(gateway, document.querySelector("#state"), start);
}

/** The main job by a binding, as `doMainJob` does it by the functions. */
export async function doBindingJob(gateway, shown, start) {
  api.configure({ baseUrl: gateway });
  const statuses = [];
  new MutationObserver(() => statuses.push(shown.textContent.trim())).observe(shown, {
    childList: true,
    characterData: true,
    subtree: true,
  });
  const job = await start({ image_url: await paintPicture(), prompt: "the camera zooms in slowly" });
  // Frameworks render when they are idle.
  while (statuses.at(-1) !== "completed") await new Promise(requestAnimationFrame);
  const video = await api.downloadVideo(job);
  const error = await api.imageToVideo({ image_url: "not a URL", prompt: "" }).catch((thrown) => thrown);
  return {
    status: job.status,
    statuses,
    videoUrl: job.video_url,
    videoBytes: video.size,
    refusal: { code: error.code, paths: error.issues.map(({ path }) => path) },
  };
}
