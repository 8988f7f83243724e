/** Faster than life, so that the test is short; slow enough for a busy machine to show some frames. */
const playbackRate = 2;

/** Plays a video to its end as a visitor's page would, and tells what was to be seen. */
globalThis.playVideo = async (url) => {
  const video = document.createElement("video");
  // Without sound no visitor has to click first.
  Object.assign(video, { crossOrigin: "anonymous", muted: true, playsInline: true, preload: "auto", src: url });
  document.body.replaceChildren(video);
  await happened(video, "loadeddata");
  const first = look(video);
  const times = [];
  const count = (_, { mediaTime }) => {
    times.push(mediaTime);
    video.requestVideoFrameCallback(count);
  };
  video.requestVideoFrameCallback(count);
  const ended = happened(video, "ended");
  video.playbackRate = playbackRate;
  await video.play();
  await ended;
  const last = look(video);
  const endTime = video.currentTime;
  const played = [...times];

  const sought = happened(video, "seeked");
  video.currentTime = video.duration / 2;
  await sought;
  const middle = look(video);
  return {
    duration: video.duration,
    width: video.videoWidth,
    height: video.videoHeight,
    endTime,
    times: played,
    // Each engine has its own way to say so.
    hasSound: video.mozHasAudio || video.webkitAudioDecodedByteCount > 0 || video.audioTracks?.length > 0,
    brightness: brightness(first),
    firstToMiddle: difference(first, middle),
    firstToLast: difference(first, last),
  };
};

function happened(video, event) {
  return new Promise((resolve, reject) => {
    video.addEventListener(event, resolve, { once: true });
    video.addEventListener("error", () => reject(new Error(video.error?.message || "it does not play")), {
      once: true,
    });
  });
}

/** The frame on show, small. */
function look(video) {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d");
  context.drawImage(video, 0, 0, 64, 64);
  return context.getImageData(0, 0, 64, 64).data;
}

function brightness(pixels) {
  return pixels.filter((_, at) => at % 4 !== 3).reduce((sum, level) => sum + level, 0) / ((pixels.length / 4) * 3);
}

function difference(one, other) {
  return one.reduce((sum, level, at) => sum + Math.abs(level - other[at]), 0) / one.length;
}
