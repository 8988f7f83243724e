"use client";

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptions } from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";

export type * from "./store/types.js";

/** Options of {@link useImageToVideo}. They may change from one rendering to the next. */
export type UseImageToVideoOptions = VideoStoreOptions;

/** The snapshot and the functions, which stay the same from one rendering to the next. */
export type UseImageToVideo = ImageToVideoSnapshot & ImageToVideoActions;

const serverSnapshot: ImageToVideoSnapshot = { state: "idle" };

/**
 * One video from the request to the result as React state.
 *
 * When the component unmounts, it stops waiting and sends nothing more, however far a start has come. Only a create that was
 * sent completes, so that a job that was paid for is known; it is resumed when the hook is mounted again.
 */
export const useImageToVideo = (options?: UseImageToVideoOptions): UseImageToVideo => {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [store] = useState(() => createVideoStore(() => latest.current));
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot, () => serverSnapshot);
  const { start, resume, cancel, reset } = store;
  return useMemo(() => ({ ...snapshot, start, resume, cancel, reset }), [snapshot, start, resume, cancel, reset]);
};
