// Rendered on a server, a binding is idle and asks for nothing.
import { useImageToVideo as useInSolid } from "akool-image-to-video/solid";
import { useImageToVideo as useInVue } from "akool-image-to-video/vue";
import { renderToString as renderSolid } from "solid-js/web";
import { render as renderSvelte } from "svelte/server";
import { expect, test } from "vitest";
import { createSSRApp, h } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import { clientByHand, newJob } from "../client-by-hand.js";
import Studio from "./Studio.svelte";

const renderers = {
  Vue: (options) => {
    const setup = () => {
      const { snapshot } = useInVue(options);
      return () => h("output", snapshot.value.state);
    };
    return renderVue(createSSRApp({ setup }));
  },
  Svelte: async (options) => (await renderSvelte(Studio, { props: { options } })).body,
  Solid: (options) => renderSolid(() => useInSolid(options).snapshot().state),
};

for (const [name, render] of Object.entries(renderers)) {
  test(`a server renders ${name}'s binding idle and asks for nothing`, async () => {
    const { client } = clientByHand([newJob()]);
    const html = await render({ client });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(html.replace(/<[^>]*>/g, "")).toMatch(/^(idle ?)+$/);
    expect(client.pendingJobs).not.toHaveBeenCalled();
  });
}
