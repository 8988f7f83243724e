import "akool-image-to-video/element";

export const Video = () => (
  <section>
    <image-to-video class="video" prompt="zoom in" resolution="720p" onupdate={({ detail }) => detail.state}>
      <span slot="start">Go</span>
    </image-to-video>
    {/* @ts-expect-error no such resolution */}
    <image-to-video resolution="8k" />
  </section>
);
