export type * from "./store/types.js";
export { createVideoStore } from "./store/video-store.js";
