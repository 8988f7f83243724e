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

/** A name that any file system takes. */
function fileName(title: string, id: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 40)
    .replace(/-+$/, "");
  return `${words === "" ? "video" : words.toLowerCase()}-${id.slice(-6)}.mp4`;
}
