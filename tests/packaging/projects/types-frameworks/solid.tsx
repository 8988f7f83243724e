import "akool-image-to-video/element";
import { useImageToVideo } from "akool-image-to-video/solid";

export const Video = () => {
  const { snapshot, start } = useImageToVideo({ resume: false });
  return (
    <section>
      <button type="button" onClick={() => void start({ image_url: "https://pictures.example/cat.png", prompt: "p" })}>
        {snapshot().state}
      </button>
      <image-to-video class="video" prompt="zoom in" resolution="720p">
        <span slot="start">Go</span>
      </image-to-video>
      {/* @ts-expect-error no such resolution */}
      <image-to-video resolution="8k" />
    </section>
  );
};
