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

  hasHeader: (headers, name) => new Headers(headers).has(name),

  send: async (options, base, path, method, token, body, call, limitMs) => {
    const { signal, onProgress } = call ?? {};
    const headers = new Headers(options?.headers);
    headers.set("accept", "application/json");
    if (token) headers.set("authorization", `Bearer ${token}`);
    const type = typeof body === "string" ? "application/json" : body?.type;
    if (type) headers.set("content-type", type);
    // The caller's reason is not passed on: it may be any value, and ours is always a DOMException.
    const controller = new AbortController();
    const abort = () => controller.abort();
    let isLate = false;
    const timer = limitMs && setTimeout(() => abort((isLate = true)), Math.min(limitMs, 2 ** 31 - 1));
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    try {
      const url = base.replace(/\/+$/, "") + path;
      const init = { method, headers, body, signal: controller.signal };
      // Only XMLHttpRequest tells how much of a file has been sent; without it, or with a replaced fetch, there is no
      // progress.
      const response =
        onProgress && body?.size && !options?.fetch && globalThis.XMLHttpRequest
          ? await sendWithProgress(url, init, onProgress)
          : await open(options, url, init);
      return { status: response.status, headers: response.headers, body: parse(await response.text()) };
    } catch (error) {
      if (isLate) return {};
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  },

  download: async (options, url, call) => {
    const response = await open(options, url, { signal: call?.signal });
    return { status: response.status, blob: response.ok && (await read(response, call?.onProgress)) };
  },
};

const open = (options, url, init) => (options?.fetch ?? fetch)(new Request(url, init));

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

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
        text: () => request.responseText,
      });
    request.onerror = request.onabort = () => reject(new TypeError("The upload did not arrive."));
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
