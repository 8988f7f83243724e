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

/** Reads a body piece by piece. Rejects when no byte comes for `limitMs`. */
export const read = async (response, limitMs, onProgress) => {
  if (!response.body) return response.blob();
  const totalBytes = Number(response.headers.get("content-length")) || undefined;
  const reader = response.body.getReader();
  const chunks = [];
  let loadedBytes = 0;
  const dog = watchdog(limitMs, () => reader.cancel());
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      dog.pat();
      chunks.push(value);
      loadedBytes += value.byteLength;
      report(onProgress, { loadedBytes, totalBytes });
    }
  } finally {
    dog.stop();
  }
  // Compressed on the way, it is longer than it was said to be, never shorter.
  if (loadedBytes < totalBytes) throw new TypeError("The file came in part only.");
  return new Blob(chunks, { type: response.headers.get("content-type") ?? "video/mp4" });
};

/**
 * Only XMLHttpRequest tells how much of a file has been sent. Resolves to what looks like a Response; rejects when no byte
 * moves for `limitMs`.
 */
export const send = (url, { method, headers, body, signal }, limitMs, onProgress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const dog = watchdog(limitMs, () => request.abort());
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
