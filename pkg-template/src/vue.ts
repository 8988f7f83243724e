import { onScopeDispose, type ShallowRef, shallowRef, watchEffect } from "vue";
import type {
  ImageToVideoActions,
  ImageToVideoSnapshot,
  VideoStoreOptions,
  VideoStoreOptionsInput,
} from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";

export type * from "./store/types.js";

/** What {@link useImageToVideo} returns. */
export interface UseImageToVideo extends ImageToVideoActions {
  /** Where the video stands. */
  readonly snapshot: Readonly<ShallowRef<ImageToVideoSnapshot>>;
}

/**
 * One video from the request to the result as a Vue composable.
 *
 * When the component unmounts, or the effect scope stops, it stops waiting and sends nothing more, however far a start has come.
 * Only a create that was sent completes, so that a job that was paid for is known; it is resumed by the next component.
 *
 * @param options options, or a function that reads them from refs and props
 */
export const useImageToVideo = (options?: VideoStoreOptionsInput): UseImageToVideo => {
  const { getSnapshot, subscribe, start, resume, cancel, reset } = createVideoStore(untracked(options));
  const snapshot = shallowRef(getSnapshot());
  // A server renders `idle`; it never stops the scope.
  if (typeof document !== "undefined") {
    const unsubscribe = subscribe(() => {
      snapshot.value = getSnapshot();
    });
    onScopeDispose(unsubscribe);
  }
  return { snapshot, start, resume, cancel, reset };
};

/** Options that an effect of the page does not track: a changed option must not run `start` again and pay for another video. */
const untracked = (options: VideoStoreOptionsInput | undefined): VideoStoreOptionsInput | undefined => {
  if (typeof options !== "function") return options;
  return () => {
    let latest: VideoStoreOptions | undefined;
    // Vue has no public `untrack`; an effect of its own that stops at once tracks in place of the page's.
    watchEffect(
      () => {
        latest = options();
      },
      { flush: "sync" },
    )();
    return latest;
  };
};
