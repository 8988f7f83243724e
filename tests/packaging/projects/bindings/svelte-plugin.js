import { compile } from "svelte/compiler";

/** Compiles components with Svelte's own compiler. */
export const svelte = () => ({
  name: "svelte-compiler",
  transform(source, path) {
    if (!path.endsWith(".svelte")) return undefined;
    const { js } = compile(source, { filename: path, generate: path.includes("/server/") ? "server" : "client" });
    return { code: js.code, map: js.map };
  },
});
