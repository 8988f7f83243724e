import { useImageToVideo } from "akool-image-to-video/react";
import { StrictMode, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { offerBindingJob } from "./binding-job.js";

function Video() {
  const { state, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  useEffect(() => offerBindingJob(start), [start]);
  return <p id="state">{state}</p>;
}

createRoot(document.querySelector("main")).render(
  <StrictMode>
    <Video />
  </StrictMode>,
);
