import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, normalize } from "node:path";
import { after, before, test } from "node:test";
import { ImageToVideoElement } from "../../pkg/element.js";
import { capture } from "../../scripts/shared/command.mjs";
import { builtProgram, docsDirectory, root } from "../../scripts/shared/paths.mjs";
import { anchors, links, pages, samples } from "../support/markdown.mjs";
import { picture } from "../support/picture.mjs";
import { makeProject } from "../support/project.mjs";
import { startStack } from "../support/servers/stack.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";

const all = await pages();
const guides = all.filter(({ path }) =>
  /^(README|CONTRIBUTING|pkg-template\/README|docs\/.+|examples\/[\w-]+)\.md$/.test(path),
);
const found = guides.flatMap(({ path, text }) => samples(text).map((sample) => ({ path, ...sample })));
const named = ({ path, line }) => `${path}:${line}`;
const inLanguage = (...languages) => found.filter(({ language }) => languages.includes(language));

/** Parsers of the languages that backends are written in. */
const parser = createRequire(join(docsDirectory, "package.json"));

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

test("every sample is in a language that is checked here", () => {
  assert.ok(found.length > 25, `${found.length} samples`);
  const known = ["ts", "tsx", "js", "svelte", "vue", "sh", "html", "css", "json", "yaml", "ini", "text"];
  known.push("python", "ruby", "php");
  assert.deepEqual(found.filter(({ language }) => !known.includes(language)).map(named), []);
});

test("every sample in TypeScript and JavaScript compiles against the packed package", async () => {
  const folder = join(project.folder, "samples");
  await mkdir(folder);
  for (const { path, line, language, code, options } of inLanguage("ts", "tsx", "js")) {
    // A program is run by another test, as plain JavaScript, and a file of a test runner's project by
    // tests/servers/test-runners.test.mjs: they have no types to check.
    const isRun = options.some((option) => option === "run" || option.startsWith("file="));
    const head = isRun ? "// @ts-nocheck\n" : "";
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

test("every sample in Vue compiles", async () => {
  const vue = inLanguage("vue");
  assert.ok(vue.length > 0);
  const program = `
    const { compileScript, compileTemplate, parse } = await import("vue/compiler-sfc");
    const { descriptor, errors } = parse(process.argv[1], { filename: "Sample.vue" });
    const { bindings } = compileScript(descriptor, { id: "sample" });
    const source = descriptor.template.content;
    const template = compileTemplate({ source, filename: "Sample.vue", id: "sample", compilerOptions: { bindingMetadata: bindings } });
    console.log(JSON.stringify([...errors, ...template.errors].map(String)));`;
  for (const sample of vue) {
    const output = await project.run(process.execPath, "--input-type=module", "--eval", program, sample.code);
    assert.deepEqual(JSON.parse(output), [], named(sample));
  }
});

// Their frameworks are not installed here, so these are parsed and not run. The programs in examples/ are run.
test("every sample in Python, Ruby and PHP is right by its grammar", async () => {
  for (const sample of inLanguage("python")) {
    const { status, stderr } = await capture("python3", ["-c", "import ast, sys; ast.parse(sys.argv[1])", sample.code]);
    assert.equal(status, 0, `${named(sample)}: ${stderr}`);
  }
  const parseRuby = await (await import(parser.resolve("@ruby/prism"))).loadPrism();
  for (const sample of inLanguage("ruby")) {
    const { errors } = parseRuby(sample.code);
    assert.deepEqual(
      errors.map(({ message }) => message),
      [],
      named(sample),
    );
  }
  const { Engine } = parser("php-parser");
  for (const sample of inLanguage("php"))
    assert.doesNotThrow(() => new Engine({}).parseCode(sample.code, named(sample)), named(sample));
  for (const language of ["python", "ruby", "php"]) assert.ok(inLanguage(language).length > 0, language);
});

test("every YAML sample is YAML, and its gateways have variables that are there", async () => {
  const { parseAllDocuments } = parser("yaml");
  const reference = await readFile(join(docsDirectory, "configuration.md"), "utf8");
  const configurations = inLanguage("yaml", "ini");
  assert.ok(configurations.length > 3);
  for (const sample of configurations) {
    if (sample.language === "yaml")
      for (const { errors } of parseAllDocuments(sample.code)) assert.deepEqual(errors.map(String), [], named(sample));
    for (const [variable] of sample.code.matchAll(/\b(AKOOL_\w+|DATABASE_URL\w*)/g)) {
      const plain = variable.replace(/_FILE$/, "");
      assert.ok(
        reference.includes(`## \`${plain}\``) || reference.includes(`## \`${variable}\``),
        `${named(sample)}: ${variable}`,
      );
    }
  }
});

test("the gateway that the deployment recipes configure starts", async () => {
  const recipe = found.find(
    ({ path, language, code }) => path === "docs/deployment/caddy.md" && language === "ini" && !code.includes("[Unit]"),
  );
  const folder = join(project.folder, "gateway");
  await mkdir(folder);
  const environment = Object.fromEntries(
    recipe.code
      .trim()
      .split("\n")
      .map((line) => line.split(/=(.*)/s).slice(0, 2)),
  );
  for (const [name, path] of Object.entries(environment).filter(([name]) => name.endsWith("_FILE"))) {
    environment[name] = join(folder, path.split("/").at(-1));
    await writeFile(environment[name], randomBytes(32).toString("base64url"));
  }
  environment.AKOOL_GATEWAY_DATA_DIR = folder;
  const { status, stdout, stderr } = await capture(builtProgram("akool-gateway"), ["check-config"], {
    env: { PATH: process.env.PATH, ...environment },
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
});

test("the steps of the deployment guide, run as they are, make a configuration that is in order", async () => {
  const folder = join(project.folder, "server");
  await mkdir(folder);
  const steps = found
    .filter(({ path, language, code }) => path === "docs/deploying.md" && language === "sh" && !/cargo|curl/.test(code))
    .map(({ code }) => code.replaceAll(/\/(etc|var\/lib)\//g, `${folder}/`).replace(" && exec akool-gateway", ""));
  assert.equal(steps.length, 2);
  const { status, stdout, stderr } = await capture("bash", ["-euc", steps.join("\n")], {
    env: {
      PATH: `${dirname(builtProgram("akool-gateway"))}:${process.env.PATH}`,
      YOUR_API_KEY: randomBytes(16).toString("hex"),
      YOUR_CLIENT_ID: randomBytes(12).toString("hex"),
    },
  });
  assert.equal(status, 0, `${stdout}${stderr}`);
  assert.match(stdout, /The configuration is in order/);
});

test("the table of error codes has every code of the types, and no other", async () => {
  const types = await readFile(join(root, "pkg-template/src/types/errors.ts"), "utf8");
  const [, union] = /export type ErrorCode =([^;]+);/.exec(types);
  const codes = [...union.matchAll(/"(\w+)"/g)].map(([, code]) => code);
  const page = await readFile(join(docsDirectory, "error-codes.md"), "utf8");
  const listed = [...page.matchAll(/^\| `([a-z_]+)` \|/gm)].map(([, code]) => code);
  assert.ok(codes.length > 15, union);
  // Without the column's own name.
  assert.deepEqual(listed.filter((name) => name !== "code").toSorted(), codes.toSorted());
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
    ["docs/configuration.md", "crates/simulator/README.md", "examples/README.md"].map((path) =>
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
