import react from "@vitejs/plugin-react";
import vue from "@vitejs/plugin-vue";
import solid from "vite-plugin-solid";

const plugins = { react, vue, solid };

export default ({ mode }) => ({
  plugins: [plugins[mode]()],
  build: { rollupOptions: { input: `${mode}.html` } },
});
