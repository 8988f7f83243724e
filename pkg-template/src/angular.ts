import { DestroyRef, inject, PLATFORM_ID, type Signal, signal, untracked } from "@angular/core";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";

export type * from "./store/types.js";

/** What {@link injectImageToVideo} returns. */
export interface InjectImageToVideo extends ImageToVideoActions {
  /** Where the video stands. */
  readonly snapshot: Signal<ImageToVideoSnapshot>;
}

/**
 * One video from the request to the result as an Angular signal. Call it in an injection context: a field initialiser or the
 * constructor of a component, a directive or a service.
 *
 * When its owner is destroyed, it stops waiting and sends nothing more, however far a start has come. Only a create that was sent
 * completes, so that a job that was paid for is known; it is resumed by the next component.
 *
 * @param options options, or a function that reads them from signals and inputs
 */
export const injectImageToVideo = (options?: VideoStoreOptionsInput): InjectImageToVideo => {
  const read = typeof options === "function" ? () => untracked(options) : options;
  const { getSnapshot, subscribe, start, resume, cancel, reset } = createVideoStore(read);
  const snapshot = signal(getSnapshot());
  const destroyRef = inject(DestroyRef);
  // A server renders `idle`.
  if (inject(PLATFORM_ID) === "browser") destroyRef.onDestroy(subscribe(() => snapshot.set(getSnapshot())));
  return { snapshot: snapshot.asReadonly(), start, resume, cancel, reset };
};
