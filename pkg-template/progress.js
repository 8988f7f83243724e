// Loaded when somebody asks for progress: most pages never do.

/** Reads a body piece by piece. */
export const read = async (response, onProgress) => {
  if (!response.body) return response.blob();
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

/** Only XMLHttpRequest tells how much of a file has been sent. Resolves to what looks like a Response. */
export const send = (url, { method, headers, body, signal }, onProgress) =>
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
    // Aborted while this file was being loaded: nothing may be sent any more.
    if (signal.aborted) return request.onabort();
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
