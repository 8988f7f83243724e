import { useImageToVideo } from "akool-image-to-video/vue";
import { createApp } from "vue";
import { offerMainJob } from "./job.js";

offerMainJob((root) => {
  let start;
  createApp({
    setup() {
      const video = useImageToVideo({ resume: false, pollIntervalMs: 100 });
      start = video.start;
      return () => video.snapshot.value.state;
    },
  }).mount(root);
  return start;
});
