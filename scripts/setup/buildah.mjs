import { findProgram } from "../shared/command.mjs";

/** Builds the container images in the tests, without a daemon. It exists for Linux only, and so do the images. */
export const buildahPackages = [
  { thing: "buildah", name: "buildah", isMissing: () => process.platform === "linux" && !findProgram("buildah") },
];
