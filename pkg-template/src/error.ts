// The error class alone, for code that handles errors and makes no videos.

export { ImageToVideoError, type ImageToVideoErrorConstructor } from "./core/error.js";
export type * from "./types/errors.js";
