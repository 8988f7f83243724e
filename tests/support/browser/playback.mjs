/**
 * Plays a video in a page of an engine for a moment and tells what came of it: `{ width, height, seconds, playedSeconds }`.
 * The page has to be one that may load the video.
 */
export async function playVideo(page, url) {
  await page.evaluate((source) => {
    document.querySelector("video#played")?.remove();
    const video = Object.assign(document.createElement("video"), { id: "played", muted: true, src: source });
    document.body.append(video);
    // What keeps it from playing is in `error`.
    video.play().catch(() => {});
  }, url);
  const played = await page.waitFor(() => {
    const { error, currentTime, duration, videoWidth, videoHeight } = document.querySelector("video#played");
    if (error) return { error: error.message || `media error ${error.code}` };
    if (currentTime < 0.2 || videoWidth === 0) return undefined;
    return { width: videoWidth, height: videoHeight, seconds: duration, playedSeconds: currentTime };
  });
  if (played.error) throw new Error(`${url} does not play: ${played.error}`);
  return played;
}
