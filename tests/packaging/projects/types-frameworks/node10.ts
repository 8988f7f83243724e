import { configure } from "akool-image-to-video";
import "akool-image-to-video/element";
import { createVideoStore } from "akool-image-to-video/store";
import { ImageToVideoError } from "akool-image-to-video/error";

configure({});
export const state: string = createVideoStore().getSnapshot().state;
export { ImageToVideoError };
