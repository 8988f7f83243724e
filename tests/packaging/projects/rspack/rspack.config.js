import { HtmlRspackPlugin } from "@rspack/core";

export default {
  entry: "./main.js",
  plugins: [new HtmlRspackPlugin()],
  devServer: { host: "127.0.0.1" },
};
