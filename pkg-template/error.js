// Known by a registered symbol and not by its class, so that two copies of the package in one page agree.
const BRAND = Symbol.for("akool-image-to-video.error");

export class ImageToVideoError extends Error {
  constructor({ message, cause, ...fields }) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { issues: [], retryable: false, charged: "no" }, fields);
  }

  get name() {
    return "ImageToVideoError";
  }

  get [BRAND]() {
    return true;
  }

  static isInstance(value) {
    return value?.[BRAND] === true;
  }
}

/** The error for a file of the package that did not load; with an answer to a request for it, its server was reached. */
export const loadError = (file, cause, answer) =>
  new ImageToVideoError({
    code: answer ? "configuration" : "network",
    message: `${file} could not be loaded: ${
      answer
        ? "serve it beside the package's other files, and let the content security policy allow it and 'wasm-unsafe-eval'."
        : "check the connection and try again."
    }`,
    status: answer?.status,
    retryable: !answer,
    cause,
  });
