import "akool-image-to-video/element";
import { type UseImageToVideo, useImageToVideo } from "akool-image-to-video/svelte";

export const video: UseImageToVideo = useImageToVideo({ resume: false });
export const stop: () => void = video.subscribe(({ state }) => state.toUpperCase());
export const state: string = video.current.state;
// @ts-expect-error what it says is not to be changed
video.current.state = "idle";
