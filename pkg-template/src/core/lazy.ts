import { loadError } from "./error.js";

/**
 * Loads one of the package's files on first use. After a failure the next use loads it again: Chromium, Firefox and WebKit request
 * a file again whose import failed, and so do the loaders of bundlers.
 *
 * @param file names the file in the error
 * @param load an import that bundlers can follow
 */
export const lazy = <Module>(file: string, load: () => Promise<Module>): (() => Promise<Module>) => {
  let loading: Promise<Module> | undefined;
  return () =>
    (loading ??= load().catch(async (cause) => {
      loading = undefined;
      // Only the answer to a request of our own tells a server that is out of reach from one that lacks the file.
      const [address] = /[\w-]+:\/\/[^\s)]+/.exec(cause?.message) ?? [];
      throw loadError(file, cause, address ? await fetch(address).catch(() => undefined) : undefined);
    }));
};
