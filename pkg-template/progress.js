// Loaded when a file moves.

/** Ends what says nothing for so long. */
const watchdog = (limitMs, bite) => {
  let timer;
  const pat = () => {
    clearTimeout(timer);
    timer = setTimeout(bite, Math.min(limitMs, 2 ** 31 - 1));
  };
  pat();
  return { pat, stop: () => clearTimeout(timer) };
};

/**
 * Has a response fetched by `ask` and reads it piece by piece; one that is no success is left unread. Rejects with a
 * `TimeoutError` when no byte comes for `limitMs`, be it the first or a later one.
 */
export const receive = async (ask, limitMs, { signal, onProgress } = {}) => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const late = new DOMException("No byte came within timeoutMs.", "TimeoutError");
  // Not a variable: webpack's minifier takes one that is only ever set to true for true.
  const isLate = () => controller.signal.reason === late;
  let reader;
  const dog = watchdog(limitMs, () => {
    controller.abort(late);
    // A `fetch` of the caller's may have made the body itself: then nothing else ends it.
    reader?.cancel();
  });
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  try {
    const response = await ask(controller.signal);
    dog.pat();
    if (!response.ok) return;
    if (!response.body) return await response.blob();
    const totalBytes = Number(response.headers.get("content-length")) || undefined;
    const chunks = [];
    let loadedBytes = 0;
    reader = response.body.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      dog.pat();
      chunks.push(value);
      loadedBytes += value.byteLength;
      report(onProgress, { loadedBytes, totalBytes });
    }
    // Compressed on the way, it is longer than it was said to be, never shorter.
    if (isLate() || loadedBytes < totalBytes) throw new TypeError("The file came in part only.");
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

/**
 * Only XMLHttpRequest tells how much of a file has been sent. Resolves to what looks like a Response, which has no headers
 * when no byte has moved for `limitMs`.
 */
export const send = (url, { method, headers, body, signal }, limitMs, onProgress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const dog = watchdog(limitMs, () => {
      resolve({ text() {} });
      request.abort();
    });
    request.onloadend = dog.stop;
    request.open(method, url);
    headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded, total, lengthComputable }) => {
      dog.pat();
      report(onProgress, { loadedBytes: loaded, totalBytes: lengthComputable ? total : undefined });
    };
    request.onload = () =>
      resolve({
        status: request.status,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: () => request.responseText,
      });
    request.onerror = request.onabort = () => {
      dog.stop();
      reject(new TypeError("The upload did not arrive."));
    };
    // Aborted while this file was being loaded: nothing may be sent any more.
    if (signal.aborted) return request.onabort();
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });

const report = (onProgress, progress) => {
  try {
    onProgress?.(progress);
  } catch (thrown) {
    console.error(thrown);
  }
};
