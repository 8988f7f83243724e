import { useImageToVideo } from "akool-image-to-video/solid";
import { onMount } from "solid-js";
import { render } from "solid-js/web";
import { offerBindingJob } from "./binding-job.js";

function Video() {
  const { snapshot, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
  onMount(() => offerBindingJob(start));
  return <p id="state">{snapshot().state}</p>;
}

render(() => <Video />, document.querySelector("main"));
