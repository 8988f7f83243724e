import { type Accessor, createSignal, onCleanup, untrack } from "solid-js";
import { isServer } from "solid-js/web";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";

export type * from "./store/types.js";

/** What {@link useImageToVideo} returns. */
export interface UseImageToVideo extends ImageToVideoActions {
  /** Where the video stands. */
  readonly snapshot: Accessor<ImageToVideoSnapshot>;
}

/**
 * One video from the request to the result as a Solid signal.
 *
 * When the component, or the root that owns it, is disposed of, it stops waiting and sends nothing more, however far a start has
 * come. Only a create that was sent completes, so that a job that was paid for is known; it is resumed by the next component.
 *
 * @param options options, or a function that reads them from signals and props
 */
export const useImageToVideo = (options?: VideoStoreOptionsInput): UseImageToVideo => {
  const read = typeof options === "function" ? () => untrack(options) : options;
  const { getSnapshot, subscribe, start, resume, cancel, reset } = createVideoStore(read);
  const [snapshot, setSnapshot] = createSignal(getSnapshot());
  if (!isServer) onCleanup(subscribe(() => setSnapshot(getSnapshot)));
  return { snapshot, start, resume, cancel, reset };
};
