import type {
  CallError,
  ConflictError,
  ExpiredError,
  ImageToVideoErrorFields,
  JobFailedError,
  OutcomeUnknownError,
  RefusedError,
} from "../types/errors.js";

// A registered symbol and not the class identifies the errors, so that two copies of the package in one page agree.
const BRAND = Symbol.for("akool-image-to-video.error");

/** An error of this package. `code` tells which fields it has. */
export type ImageToVideoError =
  | CallError
  | RefusedError
  | ConflictError
  | OutcomeUnknownError
  | JobFailedError
  | ExpiredError;

/** The class of the errors. An aborted call rejects with the reason of its signal instead. */
export interface ImageToVideoErrorConstructor {
  /** An error with these fields. */
  new (fields: ImageToVideoErrorFields): ImageToVideoError;
  readonly prototype: ImageToVideoError;
  /** Whether a value is an error of this package, another copy of the package included. */
  isInstance(value: unknown): value is ImageToVideoError;
}

// A class cannot be declared with a union as its instances.
/** The one error class of the package. An aborted call is not one: it rejects with the signal's own reason. */
export const ImageToVideoError = class ImageToVideoError extends Error {
  constructor({ message, cause, ...fields }: ImageToVideoErrorFields) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, { issues: [], retryable: false, charged: "no" }, fields);
  }

  override get name(): "ImageToVideoError" {
    return "ImageToVideoError";
  }

  get [BRAND](): true {
    return true;
  }

  static isInstance(value: unknown): value is ImageToVideoError {
    return (value as { [BRAND]?: unknown } | null | undefined)?.[BRAND] === true;
  }
} as unknown as ImageToVideoErrorConstructor;

/** The error for a file of the package that did not load. With an answer to a request for it, its server was reached. */
export const loadError = (
  file: string,
  cause: unknown,
  answer: { readonly status?: number; readonly headers?: Pick<Headers, "get"> } | undefined,
): ImageToVideoError =>
  new ImageToVideoError({
    code: answer ? "configuration" : "network",
    message: `${file} could not be loaded: ${
      answer
        ? `its server answered ${answer.status} (${answer.headers?.get("content-type")}). Serve it beside the package's other files, and let the content security policy allow it. After a deployment, reload the page.`
        : "check the connection and try again."
    }`,
    status: answer?.status as number,
    retryable: !answer,
    cause,
  });
