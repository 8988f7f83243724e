import api = require("akool-image-to-video");
import { createVideoStore } from "akool-image-to-video/store";
import { useImageToVideo } from "akool-image-to-video/vue";

export const job: Promise<api.CompletedJob> = api.imageToVideo({ image_url: "https://a.example/b.png", prompt: "p" });
export const state: string = createVideoStore().getSnapshot().state;
export { useImageToVideo };
// @ts-expect-error a prompt is needed
export const wrong = api.imageToVideo({ image_url: "https://a.example/b.png" });
