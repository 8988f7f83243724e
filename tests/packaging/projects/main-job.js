// What every consumer under this folder does with the package, however it got hold of it. `api` is what importing it
// gave; the answer is plain JSON.
export async function doMainJob(api, gateway, picture) {
  api.configure({ baseUrl: gateway });
  const statuses = [];
  const job = await api.imageToVideo(
    { image_url: picture, prompt: "the camera zooms in slowly" },
    { pollIntervalMs: 100, onUpdate: ({ status }) => statuses.push(status) },
  );
  const video = await api.downloadVideo(job);
  const refusal = await api.imageToVideo({ image_url: "not a URL", prompt: "" }).catch((error) => error);
  return {
    status: job.status,
    statuses,
    videoUrl: job.video_url,
    videoBytes: video.size,
    refusal: refusal instanceof api.ImageToVideoError && {
      code: refusal.code,
      paths: refusal.issues.map(({ path }) => path),
    },
  };
}

/** A picture that a browser paints. */
export async function paintPicture() {
  const canvas = new OffscreenCanvas(480, 320);
  const context = canvas.getContext("2d");
  const slope = context.createLinearGradient(0, 0, 480, 320);
  slope.addColorStop(0, "teal");
  slope.addColorStop(1, "gold");
  context.fillStyle = slope;
  context.fillRect(0, 0, 480, 320);
  return canvas.convertToBlob({ type: "image/png" });
}
