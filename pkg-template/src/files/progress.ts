// Loaded when a file is uploaded.

import type { TransferOptions } from "../types/options.js";
import { report, watchdog } from "./transfer.js";

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
