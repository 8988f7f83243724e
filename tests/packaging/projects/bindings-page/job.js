import * as api from "akool-image-to-video";
import { paintPicture } from "./main-job.js";

/**
 * Offers the main job to the test, by a binding. `mount` renders the state of a binding into an element and returns the binding's
 * `start`.
 */
export function offerMainJob(mount) {
  globalThis.mainJob = async (gateway) => {
    api.configure({ baseUrl: gateway });
    const root = document.body.appendChild(document.createElement("main"));
    const statuses = [];
    new MutationObserver(() => statuses.push(root.textContent.trim())).observe(root, {
      childList: true,
      characterData: true,
      subtree: true,
    });
    const start = await mount(root);
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
  };
}
