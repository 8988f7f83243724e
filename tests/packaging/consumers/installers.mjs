// What package managers other than npm make of the tarball, and npm of a folder and of this repository.

import { root, targetDirectory } from "../../../scripts/shared/paths.mjs";
import { installedBy, unpacked } from "../../support/installers.mjs";

const npm = { title: "npm install --install-links, the package a folder beside", tool: "node" };
const installLinks = ["npm", "install", "--no-audit", "--no-fund", "--install-links"];
installedBy("npm", npm, { add: installLinks, run: ["npx"], from: unpacked });
installedBy(
  "pnpm",
  { title: "pnpm", tool: "pnpm" },
  { add: ["pnpm", "add", "--store-dir", "../store"], run: ["pnpm", "exec"] },
);
installedBy("bun", { title: "bun install", tool: "bun" }, { add: ["bun", "add"], run: ["npx"] });
installedBy(
  "yarn",
  { title: "Yarn, Plug'n'Play", tool: "@yarnpkg/cli-dist" },
  {
    add: ["yarn", "add"],
    run: ["yarn", "exec"],
    from: ({ tarball }) => `akool-image-to-video@file:${tarball}`,
    env: { YARN_ENABLE_TELEMETRY: "0", YARN_ENABLE_IMMUTABLE_INSTALLS: "0", YARN_GLOBAL_FOLDER: "../yarn" },
  },
);
// npm builds the last commit in a copy of its own. With this folder it does not compile the crates of others again.
installedBy(
  "git",
  { title: "npm install of the git repository", tool: "node" },
  {
    add: ["npm", "install", "--no-audit", "--no-fund"],
    run: ["npx"],
    from: () => `git+file://${root}`,
    env: { CARGO_TARGET_DIR: targetDirectory },
  },
);
