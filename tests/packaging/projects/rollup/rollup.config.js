import { nodeResolve } from "@rollup/plugin-node-resolve";

export default {
  input: "main.js",
  output: { dir: ".", entryFileNames: "bundle.js", format: "es" },
  plugins: [nodeResolve({ browser: true })],
};
