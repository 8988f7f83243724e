import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { ImageToVideoElement } from "../../pkg/element.js";
import { capture } from "../../scripts/shared/command.mjs";
import { root } from "../../scripts/shared/paths.mjs";
import { anchors, links, pages, samples } from "../support/markdown.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const all = await pages();
const guides = all.filter(({ path }) => /^(README|CONTRIBUTING|docs\/[\w-]+|examples\/[\w-]+)\.md$/.test(path));
const found = guides.flatMap(({ path, text }) => samples(text).map((sample) => ({ path, ...sample })));
const named = ({ path, line }) => `${path}:${line}`;
const inLanguage = (...languages) => found.filter(({ language }) => languages.includes(language));

let project;
before(async () => {
  project = await makeProject("docs");
});
after(() => project?.remove());

test("every link of every page leads somewhere, to the heading it names, too", async () => {
  const broken = [];
  let count = 0;
  for (const { path, text } of all) {
    for (const target of links(text)) {
      count += 1;
      const [file, anchor] = target.split("#");
      const place = file === "" ? path : normalize(join(dirname(path), file));
      if (!existsSync(join(root, place))) broken.push(`${path}: ${target}`);
      else if (anchor && !anchors(await readFile(join(root, place), "utf8")).includes(anchor))
        broken.push(`${path}: ${target}`);
    }
  }
  assert.ok(count > 30, `${count} links`);
  assert.deepEqual(broken, []);
});

test("the reference is made of the types' comments without a warning", async () => {
  const { status, stdout, stderr } = await capture("npm", ["run", "--silent", "docs"]);
  assert.equal(status, 0, `${stdout}${stderr}`);
  const page = await readFile(join(root, "docs/api/variables/react.useImageToVideo.html"), "utf8");
  assert.match(page, /strict mode|mounted again/);
});

test("every sample is in a language that is checked here", () => {
  assert.ok(found.length > 25, `${found.length} samples`);
  const known = ["ts", "tsx", "js", "svelte", "sh", "html", "css", "json", "text"];
  assert.deepEqual(found.filter(({ language }) => !known.includes(language)).map(named), []);
});

test("every sample in TypeScript and JavaScript compiles against the packed package", async () => {
  const folder = join(project.folder, "samples");
  await mkdir(folder);
  for (const { path, line, language, code, options } of inLanguage("ts", "tsx", "js")) {
    // A program is run by the next test, as plain JavaScript: it has no types to check.
    const head = options.includes("run") ? "// @ts-nocheck\n" : "";
    await writeFile(join(folder, `${path.replace(/\W/g, "_")}_line_${line}.${language}`), head + code);
  }
  await project.run("npx", "tsc", "--project", ".");
});

test("every sample in Svelte compiles without a warning", async () => {
  const svelte = inLanguage("svelte");
  assert.ok(svelte.length > 0);
  const program = `
    const { compile } = await import("svelte/compiler");
    const { warnings } = compile(process.argv[1], { filename: "Sample.svelte" });
    console.log(JSON.stringify(warnings.map(({ message }) => message)));`;
  for (const sample of svelte) {
    const output = await project.run(process.execPath, "--input-type=module", "--eval", program, sample.code);
    assert.deepEqual(JSON.parse(output), [], named(sample));
  }
});

test("the samples that are programs do what they say", async () => {
  const programs = found.filter(({ options }) => options.includes("run"));
  assert.equal(programs.length, 1);
  await writeFile(join(project.folder, "picture.png"), picture());
  const site = await serveFolder(project.folder);
  const stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--speed", "4", "--credits", "1000", "--control"],
  });
  try {
    for (const sample of programs) {
      await writeFile(join(project.folder, "program.test.mjs"), sample.code);
      // With it, the inner runner would take itself for a part of this one.
      const { NODE_TEST_CONTEXT: _, ...outer } = process.env;
      const env = {
        ...outer,
        GATEWAY_URL: stack.gateway.url,
        SIMULATOR_URL: stack.simulator.url,
        PICTURE_URL: `${site.url}/picture.png`,
      };
      const options = { cwd: project.folder, env };
      const { status, stdout } = await capture(process.execPath, ["--test", "program.test.mjs"], options);
      assert.match(stdout, /(#|ℹ) pass [1-9]/, stdout);
      assert.equal(status, 0, `${named(sample)}\n${stdout}`);
    }
  } finally {
    await stack.stop();
    site.stop();
  }
});

test("every shell sample is right by its grammar, and names commands and variables that are there", async () => {
  const { scripts } = JSON.parse(await readFile(join(root, "package.json"), "utf8"));
  const documents = await Promise.all(
    ["crates/gateway/README.md", "crates/simulator/README.md", "README.md", "examples/README.md"].map((path) =>
      readFile(join(root, path), "utf8"),
    ),
  );
  const shells = inLanguage("sh");
  assert.ok(shells.length > 5);
  for (const sample of shells) {
    const { status, stderr } = await capture("bash", ["-n", "-c", sample.code]);
    assert.equal(status, 0, `${named(sample)}: ${stderr}`);
    for (const [, name] of sample.code.matchAll(/npm (?:run )?(?:-s )?(start|test|(?<=run (?:-s )?)[\w:-]+)/g))
      assert.ok(name in scripts, `${named(sample)}: npm run ${name}`);
    for (const [variable] of sample.code.matchAll(/AKOOL_\w+/g)) {
      const plain = variable.replace(/_FILE$/, "");
      assert.ok(
        documents.some((text) => text.includes(plain)),
        `${named(sample)}: ${variable}`,
      );
    }
  }
});

test("every HTML sample gives the element only attributes, slots and parts that it has", async () => {
  // The source as it is published; what runs is minified.
  const published = "node_modules/akool-image-to-video/src/store/element-content.ts";
  const content = await readFile(join(project.folder, published), "utf8");
  const hasSlot = (name) => content.includes(`slot("${name}"`);
  const hasPart = (name) => content.includes(`part: "${name}"`);
  const ordinary = ["id", "name", "slot", "part", "class"];
  const known = [...ImageToVideoElement.observedAttributes, ...ordinary];
  let count = 0;
  for (const sample of inLanguage("html", "css")) {
    for (const [, attributes] of sample.code.matchAll(/<image-to-video([^>]*)>/g)) {
      count += 1;
      const names = [...attributes.matchAll(/\s([\w-]+)(?:="[^"]*")?/g)].map(([, name]) => name);
      assert.deepEqual(
        names.filter((name) => !known.includes(name)),
        [],
        named(sample),
      );
    }
    for (const [, name] of sample.code.matchAll(/slot="(\w+)"/g)) assert.ok(hasSlot(name), `${named(sample)}: ${name}`);
    for (const [, name] of sample.code.matchAll(/::part\((\w+)\)/g))
      assert.ok(hasPart(name), `${named(sample)}: ${name}`);
  }
  assert.ok(count > 1);
});

test("every JSON sample is JSON", () => {
  for (const sample of inLanguage("json")) assert.doesNotThrow(() => JSON.parse(sample.code), named(sample));
});
