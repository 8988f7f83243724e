import { useImageToVideo } from "akool-image-to-video/vue";
import { createApp, effectScope, h, isRef, ref, watchEffect } from "vue";
import { expect, test, vi } from "vitest";
import { clientByHand, newJob } from "../client-by-hand.js";
import { describeSnapshot } from "../describe-snapshot.js";
import { bindingSuite } from "../suite.js";

bindingSuite("Vue", (options) => {
  let video;
  const app = createApp({
    setup() {
      video = useImageToVideo(options);
      return () => h("output", describeSnapshot(video.snapshot.value));
    },
  });
  const element = document.createElement("div");
  app.mount(element);
  return { element, video, unmount: () => app.unmount() };
});

test("in Vue, it also works in an effect scope without a component", async () => {
  const { client, next } = clientByHand();
  const scope = effectScope();
  const video = scope.run(() => useImageToVideo({ client, resume: false }));
  expect(isRef(video.snapshot)).toBe(true);
  video.resume(newJob());
  const { options } = await next("wait");
  expect(video.snapshot.value.state).toBe("waiting");
  scope.stop();
  await vi.waitFor(() => expect(options.signal.aborted).toBe(true));
});

test("in Vue, options that change do not start a video again that an effect started", async () => {
  const { client, next, count } = clientByHand();
  const pollIntervalMs = ref(1);
  const scope = effectScope();
  scope.run(() => {
    const video = useImageToVideo(() => ({ client, resume: false, pollIntervalMs: pollIntervalMs.value }));
    watchEffect(() => {
      video.start({ prompt: "once" });
    });
  });
  (await next("create")).reject(new Error("refused"));
  await Promise.resolve();
  pollIntervalMs.value = 2;
  await Promise.resolve();
  expect(count("create")).toBe(1);
  scope.stop();
});
