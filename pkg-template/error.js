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
