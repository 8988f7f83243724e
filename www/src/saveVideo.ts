import { downloadVideo, type Job } from "akool-image-to-video";
import { make } from "./dom";

/** Fetches a job's video and hands it to the browser's downloads. Returns the file's name. */
export async function saveVideo(job: Job, title: string, onProgress: (share: number) => void): Promise<string> {
  const video = await downloadVideo(job, {
    onProgress: ({ loadedBytes, totalBytes }) => {
      if (totalBytes) onProgress(loadedBytes / totalBytes);
    },
  });
  const name = fileName(title, job.id);
  const address = URL.createObjectURL(video);
  const link = make("a");
  link.href = address;
  link.download = name;
  link.click();
  // The browser reads the object after the click has been handled. A minute is enough to begin.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
  return name;
}

/** A name that any file system takes: the first words of the title, and the end of the id. */
function fileName(title: string, id: string): string {
  const words = title
    .normalize()
    .toLowerCase()
    .match(/[\p{L}\p{N}]+/gu) ?? ["video"];
  return `${words.slice(0, 6).join("-").slice(0, 60)}-${id.slice(-6)}.mp4`;
}
