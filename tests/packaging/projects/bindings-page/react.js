import { useImageToVideo } from "akool-image-to-video/react";
import { createElement, useEffect } from "react";
import { createRoot } from "react-dom/client";
import { offerMainJob } from "./job.js";

offerMainJob(
  (root) =>
    new Promise((resolve) => {
      const Video = () => {
        const { state, start } = useImageToVideo({ resume: false, pollIntervalMs: 100 });
        useEffect(() => resolve(start), [start]);
        return state;
      };
      createRoot(root).render(createElement(Video));
    }),
);
