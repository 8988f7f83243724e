import { useImageToVideo } from "akool-image-to-video/vue";
import { createApp, effectScope, h, isRef } from "vue";
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
