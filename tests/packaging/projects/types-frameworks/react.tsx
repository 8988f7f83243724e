import { createClient } from "akool-image-to-video";
import type { ImageToVideoElement } from "akool-image-to-video/element";
import { useImageToVideo } from "akool-image-to-video/react";
import { useRef } from "react";

export function Video() {
  const { state, job } = useImageToVideo({ resume: false });
  const element = useRef<ImageToVideoElement>(null);
  return (
    <section title={job?.id}>
      {state}
      <image-to-video
        ref={element}
        className="video"
        prompt="zoom in"
        resolution="720p"
        video_length={5}
        client={createClient()}
        onupdate={({ detail }) => detail.state.toUpperCase()}
      >
        <span slot="start">Go</span>
      </image-to-video>
      {/* @ts-expect-error no such resolution */}
      <image-to-video resolution="8k" />
      {/* @ts-expect-error no such attribute */}
      <image-to-video colour="red" />
    </section>
  );
}
