import "@angular/compiler";
import { Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import { injectImageToVideo } from "akool-image-to-video/angular";
import { offerMainJob } from "./job.js";

class Video {
  video = injectImageToVideo({ resume: false, pollIntervalMs: 100 });
}
// A decorator without a compiler's help is a function.
const VideoComponent = Component({ selector: "main", template: "{{ video.snapshot().state }}" })(Video);

offerMainJob(async () => {
  const { components } = await bootstrapApplication(VideoComponent);
  return components[0].instance.video.start;
});
