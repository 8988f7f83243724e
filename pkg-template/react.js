"use client";

// By its own name, so that the page's one default client is used, from the entry that fits the place.
import * as core from "akool-image-to-video";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { createRun } from "./run.js";

const atServer = { state: "idle" };

export const useImageToVideo = (options) => {
  const latest = useRef(options);
  useEffect(() => {
    latest.current = options;
  });
  const [run] = useState(() =>
    createRun(() => {
      const { client = core, ...rest } = latest.current ?? {};
      return { ...rest, client };
    }),
  );
  const snapshot = useSyncExternalStore(run.subscribe, run.getSnapshot, () => atServer);
  const { start, resume, cancel, reset } = run;
  return useMemo(() => ({ ...snapshot, start, resume, cancel, reset }), [snapshot, start, resume, cancel, reset]);
};
