import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { after, before, test } from "node:test";
import {
  base64File,
  glueDeclarationFiles,
  glueFile,
  moduleFolder,
  wasmFile,
} from "../../scripts/build/package-files.mjs";
import { packageDirectory } from "../../scripts/shared/paths.mjs";
import { optimise } from "../../scripts/build/shrink/optimise.mjs";
import { machinePaths } from "../../scripts/build/shrink/paths-left.mjs";
import { makeProject } from "../support/project.mjs";

const publicExports = (module) =>
  WebAssembly.Module.exports(module)
    .map(({ name }) => name)
    .filter((name) => !name.startsWith("_"));

let bytes;
let module;
let folder;
before(async () => {
  bytes = await readFile(join(packageDirectory, moduleFolder, wasmFile));
  module = new WebAssembly.Module(bytes);
  folder = await mkdtemp(join(tmpdir(), "akool-shrink-"));
});
after(() => rm(folder, { recursive: true, force: true }));

test("the built package works in Node, from the file and from its copy in JavaScript", async () => {
  const wrong = { image_url: "ftp://example.com/cat.png", video_length: 7 };
  for (const [entry, options] of [
    ["slim.js", { wasm: bytes }],
    ["inline.js", undefined],
  ]) {
    const api = await import(pathToFileURL(join(packageDirectory, entry)).href);
    await api.init(options);
    const issues = await api.validateCreateRequest(wrong);
    const paths = new Set(issues.map(({ path }) => path));
    for (const path of ["image_url", "prompt", "video_length"])
      assert.ok(paths.has(path), `${entry}: ${JSON.stringify(issues)}`);
    const right = { image_url: "https://example.com/cat.png", prompt: "She looks up and smiles." };
    assert.deepEqual(await api.validateCreateRequest(right), []);
    assert.equal(await api.estimateCredits({ resolution: "720p", video_length: 5 }), 20);
  }
});

test("the copy in JavaScript is the module, byte by byte", async () => {
  const { default: copy } = await import(pathToFileURL(join(packageDirectory, moduleFolder, base64File)).href);
  assert.ok(Buffer.from(copy, "base64").equals(bytes));
});

test("no file of the package tells where it was built", async () => {
  const files = (await readdir(packageDirectory, { recursive: true, withFileTypes: true })).filter((one) =>
    one.isFile(),
  );
  assert.ok(files.length > 100);
  for (const { parentPath, name } of files) {
    const content = name === base64File ? bytes : await readFile(join(parentPath, name));
    const told = machinePaths().filter((path) => content.includes(path));
    assert.deepEqual(told, [], name);
  }
});

test("the module names no source file and carries nothing for debuggers", () => {
  assert.doesNotMatch(bytes.toString("latin1"), /[\w-]+\.rs\b/);
  for (const name of ["name", "producers", "target_features"]) {
    assert.equal(WebAssembly.Module.customSections(module, name).length, 0, name);
  }
});

test("the module and its JavaScript agree on every name, and the names are short", async () => {
  const glue = await readFile(join(packageDirectory, moduleFolder, glueFile), "utf8");
  for (const { module: origin, name } of WebAssembly.Module.imports(module)) {
    assert.equal(origin, "_");
    assert.match(name, /^_\w{1,2}$/);
    assert.match(glue, new RegExp(`^ +${name}: function`, "m"));
  }
  for (const { name } of WebAssembly.Module.exports(module)) {
    assert.match(glue, new RegExp(`\\bwasm\\.${name}\\b`));
    assert.doesNotMatch(name, /bindgen/);
  }
  assert.ok(publicExports(module).includes("pollImageToVideo") && publicExports(module).includes("memory"));
});

test("the declarations of the generated JavaScript list the public exports and no others", async () => {
  for (const name of glueDeclarationFiles) {
    const declared = await readFile(join(packageDirectory, moduleFolder, name), "utf8");
    const names = [...declared.matchAll(/^\s*(?:readonly|export const) (\w+):/gm)].map((found) => found[1]);
    assert.deepEqual(names.filter((one) => one !== "isBrowser").toSorted(), publicExports(module).toSorted(), name);
  }
});

test("TypeScript compiles a consumer of the generated JavaScript", async () => {
  const project = await makeProject("types");
  try {
    const lines = [
      `import start, { createImageToVideo, createImageToVideoBatch, setPollOwner, validateCreateRequest } from "./node_modules/akool-image-to-video/${moduleFolder}/${glueFile}";`,
      `import type { InitOutput } from "./node_modules/akool-image-to-video/${moduleFolder}/${glueFile}";`,
      `export const memoryOf = async (bytes: BufferSource): Promise<WebAssembly.Memory> => (await start(bytes)).memory;`,
      `export const firstCode = (): string | undefined => validateCreateRequest({})[0]?.code;`,
      `const request = { image_url: "https://example.com/cat.png", prompt: "zoom" };`,
      `const options = { idempotencyKey: "k", isNewKey: true };`,
      `export const status = async (client: number): Promise<string> => (await createImageToVideo(client, request, options)).status;`,
      `export const made = async (client: number): Promise<number> => (await createImageToVideoBatch(client, request, options)).jobs.length;`,
      `// @ts-expect-error an owner by a number`,
      `export const numbered = (client: number): unknown => setPollOwner(client, 0);`,
      `// @ts-expect-error an internal export that goes by another name`,
      `export const internal = (output: InitOutput): unknown => output.__wbindgen_malloc;`,
    ];
    await writeFile(join(project.folder, "consumer.ts"), `${lines.join("\n")}\n`);
    for (const compiler of ["typescript-5.0", "typescript-5.9"]) {
      await project.run(process.execPath, `node_modules/${compiler}/bin/tsc`, "--project", ".");
    }
  } finally {
    await project.remove();
  }
});

test("optimising the module once more gains next to nothing", async () => {
  const again = join(folder, "again.wasm");
  await writeFile(again, bytes);
  await optimise(again, ["--converge", "-Oz"]);
  const { length } = await readFile(again);
  assert.ok(length > bytes.length * 0.99, `${bytes.length} bytes could be ${length}`);
});
