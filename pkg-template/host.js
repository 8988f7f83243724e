import { ImageToVideoError } from "./error.js";

/**
 * What the module asks of JavaScript: it decides nothing, it moves bytes, reads a date and makes the error.
 */
export const host = {
  error: (fields) => new ImageToVideoError(fields),

  isBrowser: !!(globalThis.document ?? globalThis.WorkerGlobalScope),

  // Of a JWT; its signature is the server's business.
  expiryOf: (token) => {
    try {
      const [, claims] = token.split(".");
      return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))).exp * 1000 || undefined;
    } catch {
      return undefined;
    }
  },

  // Only XMLHttpRequest tells how much of a file has been sent; without it, or with a replaced fetch, there is no progress.
  send: async (url, init, replacedFetch, onProgress) => {
    if (onProgress && !replacedFetch && globalThis.XMLHttpRequest) return sendWithProgress(url, init, onProgress);
    const response = await open(url, init, replacedFetch);
    return { status: response.status, headers: response.headers, text: await response.text() };
  },

  download: async (url, signal, replacedFetch, onProgress) => {
    const response = await open(url, { signal }, replacedFetch);
    return { status: response.status, blob: response.ok && (await read(response, onProgress)) };
  },
};

const open = (url, init, replacedFetch = fetch) => replacedFetch(new Request(url, init));

const read = async (response, onProgress) => {
  if (!onProgress || !response.body) return response.blob();
  const totalBytes = Number(response.headers.get("content-length")) || undefined;
  const reader = response.body.getReader();
  const chunks = [];
  let loadedBytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks, { type: response.headers.get("content-type") ?? "video/mp4" });
    chunks.push(value);
    loadedBytes += value.byteLength;
    report(onProgress, { loadedBytes, totalBytes });
  }
};

const sendWithProgress = (url, { method, headers, body, signal }, onProgress) =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(method, url);
    headers.forEach((value, name) => request.setRequestHeader(name, value));
    request.upload.onprogress = ({ loaded, total, lengthComputable }) =>
      report(onProgress, { loadedBytes: loaded, totalBytes: lengthComputable ? total : undefined });
    request.onload = () =>
      resolve({
        status: request.status,
        headers: { get: (name) => request.getResponseHeader(name) },
        text: request.responseText,
      });
    request.onerror = () => reject(new TypeError("The upload did not arrive."));
    signal.addEventListener("abort", () => request.abort());
    request.send(body);
  });

const report = (onProgress, progress) => {
  try {
    onProgress(progress);
  } catch (thrown) {
    console.error(thrown);
  }
};
