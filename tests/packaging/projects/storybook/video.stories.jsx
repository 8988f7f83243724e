import { useImageToVideo } from "akool-image-to-video/react";
import { useEffect } from "react";
import { offerBindingJob } from "./binding-job.js";

function Video() {
  const { state, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  useEffect(() => offerBindingJob(start), [start]);
  return <p id="state">{state}</p>;
}

export default { title: "Video", component: Video };
export const Plain = {};
