import "akool-image-to-video/element";
import { type InjectImageToVideo, injectImageToVideo } from "akool-image-to-video/angular";

export class Video {
  readonly video: InjectImageToVideo = injectImageToVideo({ resume: false });
  readonly state = (): string => this.video.snapshot().state;
}
// @ts-expect-error a signal is called
export const state: string = new Video().video.snapshot.state;
