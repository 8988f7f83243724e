import { uploadFile } from "akool-image-to-video";

const reusableForMs = 10 * 60_000;
/** What has been uploaded already: several videos from one picture need one upload. */
const uploaded = new WeakMap<Blob, { address: string; at: number }>();

/** Uploads a file, unless it has been a moment ago, and returns its address. */
export async function upload(file: Blob, signal: AbortSignal, onPercent: (percent: number) => void): Promise<string> {
  const earlier = uploaded.get(file);
  if (earlier !== undefined && Date.now() - earlier.at < reusableForMs) return earlier.address;
  const address = await uploadFile(file, {
    signal,
    onProgress: ({ loadedBytes, totalBytes }) => onPercent(Math.round((loadedBytes / (totalBytes ?? file.size)) * 100)),
  });
  uploaded.set(file, { address, at: Date.now() });
  return address;
}
