"use client";

import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { defaultClient } from "./store/default-client.js";
import type { ImageToVideoActions, ImageToVideoRunClient, ImageToVideoSnapshot, StartOptions } from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";
import type { CompletedJob, Job } from "./types/jobs.js";
import type { WaitOptions } from "./types/options.js";
import type { CreateRequest } from "./types/requests.js";

export type {
  ImageToVideoActions,
  ImageToVideoRunClient,
  ImageToVideoSnapshot,
  ImageToVideoState,
  StartOptions,
} from "./store/types.js";

/** Options of {@link useImageToVideo}. They may change from one rendering to the next. */
export interface UseImageToVideoOptions extends Pick<WaitOptions, "pollIntervalMs" | "timeoutMs"> {
  /** Default: the default client, set up by `configure`. */
  client?: ImageToVideoRunClient;
  /**
   * Whether to take up a job that an earlier page load started and did not see the end of, the newest that no other hook,
   * element or tab waits for; or which one of these. Without TLS, hooks and elements of other tabs are not known. Default:
   * `true`.
   */
  resume?: boolean | ((jobs: Job[]) => Job | undefined);
}

/** What {@link useImageToVideo} returns. The functions stay the same from one rendering to the next. */
export interface UseImageToVideo extends ImageToVideoSnapshot, ImageToVideoActions {
  /**
   * Creates a video and waits for it. Resolves with the job, or with `undefined` when it failed or was cancelled; it
   * never rejects. While an earlier start is under way it starts nothing and resolves with that one's job. A job that was
   * taken up gives way: it stays pending.
   */
  start(request: CreateRequest, options?: StartOptions): Promise<CompletedJob | undefined>;
}

const serverSnapshot: ImageToVideoSnapshot = { state: "idle" };

/**
 * One video from the request to the result as React state.
 *
 * A component that goes away sends nothing any more, however far its start has come, and stops waiting; a create that was
 * sent is let through, so that what was paid for is known. The job is taken up when the hook is mounted again.
 */
export const useImageToVideo = (options?: UseImageToVideoOptions): UseImageToVideo => {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [store] = useState(() =>
    createVideoStore(() => {
      const { client = defaultClient(), ...rest } = latest.current ?? {};
      return { ...rest, client };
    }),
  );
  const snapshot = useSyncExternalStore(store.subscribe, store.getSnapshot, () => serverSnapshot);
  const { start, resume, cancel, reset } = store;
  return useMemo(() => ({ ...snapshot, start, resume, cancel, reset }), [snapshot, start, resume, cancel, reset]);
};
