// Loaded when a file moves.

import type { Progress, TransferOptions } from "../types/options.js";

/** Calls `onSilence` unless `restart` is called in time. */
const watchdog = (limitMs: number, onSilence: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(onSilence, Math.min(limitMs, 2 ** 31 - 1));
  };
  restart();
  return { restart, stop: () => clearTimeout(timer) };
};

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

/** What {@link send} is given of a request. */
interface UploadSettings {
  method: string;
  headers: Headers;
  body: Blob;
  signal: AbortSignal;
}

/** The parts of a `Response` that are needed of an upload. */
export interface UploadAnswer {
  status?: number;
  headers?: Pick<Headers, "get">;
  text: () => string | Promise<string>;
}

/**
 * Uploads by XMLHttpRequest, which alone reports how much of a file has been sent. Resolves to an answer without headers when no
 * byte has moved for `limitMs`.
 */
export const send = (
  url: string,
  { method, headers, body, signal }: UploadSettings,
  limitMs: number,
  onProgress: TransferOptions["onProgress"],
): Promise<UploadAnswer> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const dog = watchdog(limitMs, () => {
      resolve({ text: () => "" });
      request.abort();
    });
    const fail = () => {
      dog.stop();
      reject(new TypeError("The upload did not arrive."));
    };
    request.onloadend = dog.stop;
    request.open(method, url);
    headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      dog.restart();
      report(onProgress, loaded, lengthComputable ? total : undefined);
    };
    request.onload = () =>
      resolve({
        status: request.status,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: () => request.responseText,
      });
    request.onerror = fail;
    request.onabort = fail;
    // Aborted while this file was being loaded: nothing may be sent any more.
    if (signal.aborted) return fail();
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });

/** Reports progress; an exception of the callback's is logged and ends nothing. */
const report = (onProgress: TransferOptions["onProgress"], loadedBytes: number, totalBytes: number | undefined) => {
  try {
    onProgress?.({ loadedBytes, totalBytes } as Progress);
  } catch (thrown) {
    console.error(thrown);
  }
};
