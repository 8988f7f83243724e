import { ChangeDetectionStrategy, Component } from "@angular/core";
import { bootstrapApplication } from "@angular/platform-browser";
import * as api from "akool-image-to-video";
import { injectImageToVideo } from "akool-image-to-video/angular";
import { doMainJob, paintPicture } from "../main-job.js";

@Component({
  selector: "consumer-root",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<p>{{ video.snapshot().state }}</p>`,
})
class Consumer {
  readonly video = injectImageToVideo({ resume: false });
}

bootstrapApplication(Consumer);

Object.assign(globalThis, {
  mainJob: async (gateway: string) => doMainJob(api, gateway, await paintPicture()),
});
