import { onMount, untrack } from "svelte";
import { fromStore, readonly, type Readable, writable } from "svelte/store";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";

export type * from "./store/types.js";

/** What {@link useImageToVideo} returns: a Svelte store, to be read as `$video` or, with runes, as `video.current`. */
export interface UseImageToVideo extends Readable<ImageToVideoSnapshot>, ImageToVideoActions {
  /** Where the video stands. Effects and templates that read it run again with every change. */
  readonly current: ImageToVideoSnapshot;
}

/**
 * One video from the request to the result, for Svelte 5. Call it while a component initialises.
 *
 * When the component is destroyed, it stops waiting and sends nothing more, however far a start has come. Only a create that was
 * sent completes, so that a job that was paid for is known; it is resumed by the next component.
 *
 * @param options options, or a function that reads them from state and props
 */
export const useImageToVideo = (options?: VideoStoreOptionsInput): UseImageToVideo => {
  const read = typeof options === "function" ? () => untrack(options) : options;
  const { getSnapshot, subscribe, start, resume, cancel, reset } = createVideoStore(read);
  const snapshot = writable(getSnapshot());
  const update = () => snapshot.set(getSnapshot());
  // The component listens for as long as it is there, whatever its template reads. A server never mounts it.
  onMount(() => {
    const unsubscribe = subscribe(update);
    update();
    return unsubscribe;
  });
  const state = fromStore(readonly(snapshot));
  return {
    subscribe: snapshot.subscribe,
    get current() {
      return state.current;
    },
    start,
    resume,
    cancel,
    reset,
  };
};
