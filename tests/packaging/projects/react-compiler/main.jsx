import { useImageToVideo } from "akool-image-to-video/react";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { offerBindingJob } from "./binding-job.js";

function Video() {
  const video = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  const shown = video.state.toLowerCase();
  useEffect(() => offerBindingJob(video.start));
  return <p id="state">{shown}</p>;
}

createRoot(document.querySelector("main")).render(
  <StrictMode>
    <Video />
  </StrictMode>,
);
// The compiler's memory of a component: without it, this row tests nothing.
if (!String(Video).includes("memo_cache_sentinel")) throw new Error("The compiler did not compile the component.");
