import type { TransferOptions } from "../types/options.js";
import { report, watchdog } from "./transfer.js";

/**
 * Fetches a response by `ask` and reads it piece by piece. Resolves to `undefined` for a response that is no success, which is left
 * unread. Rejects with a `TimeoutError` when no byte comes for `limitMs`, be it the first or a later one.
 */
export const receive = async (
  ask: (signal: AbortSignal) => Promise<Response>,
  limitMs: number,
  { signal, onProgress }: TransferOptions = {},
): Promise<Blob | undefined> => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const late = new DOMException("No byte came within timeoutMs.", "TimeoutError");
  // Not a variable: webpack's minifier takes one that is only ever set to true for true.
  const isLate = () => controller.signal.reason === late;
  let reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined;
  const dog = watchdog(limitMs, () => {
    controller.abort(late);
    // A `fetch` of the caller's may have made the body itself: then nothing else ends it.
    reader?.cancel();
  });
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  try {
    const response = await ask(controller.signal);
    dog.restart();
    if (!response.ok) return undefined;
    if (!response.body) return await response.blob();
    const totalBytes = Number(response.headers.get("content-length")) || undefined;
    const chunks: Uint8Array<ArrayBuffer>[] = [];
    let loadedBytes = 0;
    reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      dog.restart();
      chunks.push(value);
      loadedBytes += value.byteLength;
      report(onProgress, loadedBytes, totalBytes);
    }
    // Compressed on the way, it is longer than the header says, never shorter.
    if (isLate() || (totalBytes !== undefined && loadedBytes < totalBytes))
      throw new TypeError("The file came in part only.");
    return new Blob(chunks, { type: response.headers.get("content-type") ?? "video/mp4" });
  } catch (error) {
    throw isLate() ? late : error;
  } finally {
    dog.stop();
    // What was left unread need not come.
    abort();
    signal?.removeEventListener("abort", abort);
  }
};
