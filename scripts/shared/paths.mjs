import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** Where cargo builds. */
export const targetDirectory = process.env.CARGO_TARGET_DIR ?? join(root, "target");
/** The npm package as `npm run build` leaves it. */
export const packageDirectory = join(root, "pkg");
/** The package's TypeScript and what is published as it is. */
export const packageTemplateDirectory = join(root, "pkg-template");
/** The generated module among the package's sources, which import it. */
export const moduleDirectory = join(packageTemplateDirectory, "src", "wasm");
/** The documentation site. */
export const docsDirectory = join(root, "docs");
/** The demo page. */
export const pageDirectory = join(root, "www");
/** The demo page, built. */
export const builtPageDirectory = join(pageDirectory, "dist");
/** Tools that npm installed for this repository. */
export const nodeTools = join(root, "node_modules", ".bin");
/** Tools that every checkout uses. */
export const cacheDirectory = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "akool-image-to-video");
/** What the gateway must find again after a restart when it works with a real account. */
export const stateDirectory = join(
  process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"),
  "akool-image-to-video",
);

/** A program of this workspace, built by cargo; `dist` is the profile of what is put on a server. */
export function builtProgram(name, profile = "release") {
  return join(targetDirectory, profile, name);
}

/** An example of this workspace, built by cargo. */
export function builtExample(name) {
  return join(targetDirectory, "release", "examples", name);
}

/** The names of the functions of the module that was built last, for reading stack traces. */
export function nameMapPath(version) {
  return join(targetDirectory, `names-${version}.json`);
}
