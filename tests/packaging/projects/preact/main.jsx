import { useImageToVideo } from "akool-image-to-video/react";
import { render } from "preact";
import { useEffect } from "preact/hooks";
import { offerBindingJob } from "./binding-job.js";

function Video() {
  const { state, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  useEffect(() => offerBindingJob(start), [start]);
  return <p id="state">{state}</p>;
}

render(<Video />, document.querySelector("main"));
