import { useImageToVideo } from "akool-image-to-video/solid";
import { render } from "solid-js/web";
import { offerMainJob } from "./job.js";

offerMainJob((root) => {
  let start;
  render(() => {
    const video = useImageToVideo({ resume: false, pollIntervalMs: 100 });
    start = video.start;
    return () => video.snapshot().state;
  }, root);
  return start;
});
