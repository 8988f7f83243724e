import "akool-image-to-video/element";
import { type UseImageToVideo, useImageToVideo } from "akool-image-to-video/vue";
import { defineComponent, type GlobalComponents } from "vue";

export const Video = defineComponent({
  setup() {
    const video: UseImageToVideo = useImageToVideo({ resume: false });
    return () => <image-to-video class={video.snapshot.value.state} prompt="zoom in" resolution="720p" />;
  },
});

/** What templates are checked against. */
export type Props = InstanceType<GlobalComponents["image-to-video"]>["$props"];
export const props: Props = { prompt: "zoom in", resolution: "720p" };
// @ts-expect-error no such resolution
export const wrong: Props = { resolution: "8k" };
