import { after, before, describe, test } from "node:test";
import { makeProject } from "../support/project.mjs";

/** Each compiles one file with one framework's types. */
const projects = ["react", "react-18", "preact", "preact-11", "solid", "vue", "svelte", "angular"];

const bundler = ["--module", "ES2022", "--moduleResolution", "bundler"];
const node16 = ["--module", "node16", "--moduleResolution", "node16"];
const nodenext = ["--module", "nodenext", "--moduleResolution", "nodenext"];

/** The latest compiler, which is quick; `npm run test:consumers` runs every pair. */
const pairs =
  process.env.AKOOL_CONSUMERS === "all"
    ? ["5.4", "5.9", "7.0"].flatMap((version) => [bundler, node16, nodenext].map((options) => [version, options]))
    : [
        ["7.0", bundler],
        ["7.0", nodenext],
      ];

/** What a framework's own types, or how this project installs two versions of one, do not allow. */
const isPossible = (name, version, options) =>
  // Solid's types name an event that this compiler's types of the DOM lack.
  !(name === "solid" && version === "5.4") &&
  // It is found by a path here, of which node16 finds the types that `require` would give.
  !(name === "preact-11" && options !== bundler);

let project;
before(async () => {
  project = await makeProject("types-frameworks");
});
after(() => project?.remove());

const compile = (version, name, options) =>
  project.run(
    process.execPath,
    `node_modules/typescript-${version}/bin/tsc`,
    "--project",
    `tsconfig.${name}.json`,
    ...options,
  );

describe("the binding and <image-to-video> are typed, the package's types checked as well", { concurrency: 2 }, () => {
  for (const name of projects)
    test(name, async () => {
      for (const [version, options] of pairs)
        if (isPossible(name, version, options)) await compile(version, name, options);
    });
});

test("CommonJS sources require the package with its types", async () => {
  for (const [version, options] of pairs) if (options !== bundler) await compile(version, "required", options);
});

test("the oldest way of finding modules finds every entry point", () =>
  compile("5.4", "node10", ["--module", "commonjs", "--moduleResolution", "node10"]));
