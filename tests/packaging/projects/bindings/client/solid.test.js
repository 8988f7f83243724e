import { useImageToVideo } from "akool-image-to-video/solid";
import { createEffect, createRoot, createSignal } from "solid-js";
import { render } from "solid-js/web";
import { expect, test } from "vitest";
import { clientByHand } from "../client-by-hand.js";
import { describeSnapshot } from "../describe-snapshot.js";
import { bindingSuite } from "../suite.js";

bindingSuite("Solid", (options) => {
  let video;
  const element = document.createElement("div");
  const unmount = render(() => {
    video = useImageToVideo(options);
    return () => describeSnapshot(video.snapshot());
  }, element);
  return { element, video, unmount };
});

test("in Solid, options that change do not start a video again that an effect started", async () => {
  const { client, next, count } = clientByHand();
  const [pollIntervalMs, setPollIntervalMs] = createSignal(1);
  const dispose = createRoot((dispose) => {
    const video = useImageToVideo(() => ({ client, resume: false, pollIntervalMs: pollIntervalMs() }));
    createEffect(() => video.start({ prompt: "once" }));
    return dispose;
  });
  (await next("create")).reject(new Error("refused"));
  await Promise.resolve();
  setPollIntervalMs(2);
  expect(count("create")).toBe(1);
  dispose();
});
