// Pages with a binding.

import { builtPage, checkServerRendering, onNode24, servedPage } from "../../support/consumers.mjs";

const frameworks = { React: "react", Vue: "vue", Solid: "solid" };
for (const [major, name] of Object.entries({ 5: "-5", 6: "-6", 7: "-7", 8: "" })) {
  for (const [framework, mode] of Object.entries(frameworks)) {
    const about = {
      title: `${framework} on Vite ${major}`,
      name: `vite-frameworks${name}`,
      sources: "vite-frameworks",
      tool: "vite",
      rare: true,
    };
    const path = `/${mode}.html`;
    // What Vite bundles before it serves loses the file up to Vite 7.
    const isFileLost = Number(major) < 8;
    const serve = ["vite", "--mode", mode, "--host", "127.0.0.1", "--strictPort", "--port"];
    servedPage(about, { serve, path, isFileLost });
    builtPage(about, { build: ["vite", "build", "--mode", mode], output: "dist", path });
  }
}

for (const [major, name] of Object.entries({ 18: "react-streaming-18", 19: "react-streaming" }))
  servedPage(
    { title: `React ${major}, streamed by the server`, name, sources: "react-streaming", tool: "react", rare: true },
    { build: ["node", "build.js"], serve: ["node", "dist/server.js"], isFileLost: true, look: checkServerRendering },
  );

const onVite = [
  ["vite", { title: "Preact, with preact/compat", name: "preact", tool: "preact", rare: true }],
  // Its plugin needs a newer Node.
  [
    onNode24("vite"),
    { title: "React Compiler", name: "react-compiler", tool: "babel-plugin-react-compiler", rare: true },
  ],
];
for (const [vite, about] of onVite) {
  servedPage(about, { serve: [vite, "--host", "127.0.0.1", "--strictPort", "--port"].flat() });
  builtPage(about, { build: [vite, "build"].flat(), output: "dist" });
}

const storybook = (...rest) => onNode24("storybook", ...rest, "--disable-telemetry");
const onStorybook = { title: "Storybook", name: "storybook", tool: "storybook", rare: true };
const path = "/iframe.html?id=video--plain&viewMode=story";
servedPage(onStorybook, {
  serve: [...storybook("dev", "--ci", "--exact-port", "--host", "127.0.0.1"), "--port"],
  path,
  reloads: true,
});
builtPage(onStorybook, { build: storybook("build", "--output-dir", "dist"), output: "dist", path });
