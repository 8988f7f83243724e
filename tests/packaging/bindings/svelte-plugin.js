import { compile } from "svelte/compiler";

/** Compiles components with Svelte's own compiler. */
export const svelte = () => ({
  name: "svelte-compiler",
  transform(source, path, options) {
    if (!path.endsWith(".svelte")) return undefined;
    const isServer = this.environment?.config.consumer === "server" && path.includes("server");
    const { js } = compile(source, { filename: path, generate: isServer ? "server" : "client" });
    return { code: js.code, map: js.map };
  },
});
