import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Enums, Models, Serialize, Spec } from "@cyclonedx/cyclonedx-library";
import { PackageURL } from "packageurl-js";
import { capture } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { packageDirectory, root, targetDirectory } from "../shared/paths.mjs";

/** The programs that are shipped, and the module inside the npm package. */
const shipped = ["akool-gateway", "akool-simulator", "akool-image-to-video"];

/** Writes what each shipped artefact is built from, as CycloneDX. Returns the paths. */
export async function writeSboms(version) {
  const metadata = JSON.parse(await outputOf("cargo", ["metadata", "--format-version", "1", "--locked"], root));
  const paths = [];
  for (const name of shipped) paths.push(await write(`rust-${name}`, version, rustSbom(metadata, name)));
  const npm = await outputOf(
    "npm",
    ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--omit", "peer"],
    packageDirectory,
  );
  paths.push(await write("npm", version, npm));
  return paths;
}

async function write(name, version, text) {
  const path = join(targetDirectory, `sbom-${name}-${version}.cdx.json`);
  await writeFile(path, text);
  return path;
}

async function outputOf(program, programArguments, cwd) {
  const { status, stdout, stderr } = await capture(program, programArguments, { cwd });
  if (status !== 0) throw new Failure(`${program} ${programArguments[0]} failed: ${stderr.trim()}`);
  return stdout;
}

/** A crate of this workspace with every crate that is compiled into it or for it, without those of tests only. */
export function rustSbom({ packages, resolve }, name) {
  const byId = new Map(packages.map((one) => [one.id, one]));
  const nodes = new Map(resolve.nodes.map((node) => [node.id, node]));
  const start = packages.find((one) => one.name === name && one.source === null);
  const components = new Map();
  const add = (id) => {
    const known = components.get(id);
    if (known) return known;
    const component = rustComponent(byId.get(id), id === start.id);
    components.set(id, component);
    const needed = nodes.get(id).deps.filter(({ dep_kinds: kinds }) => kinds.some(({ kind }) => kind !== "dev"));
    for (const { pkg } of needed) component.dependencies.add(add(pkg).bomRef);
    return component;
  };
  const bom = new Models.Bom();
  bom.metadata.component = add(start.id);
  for (const [id, component] of components) if (id !== start.id) bom.components.add(component);
  const serializer = new Serialize.JsonSerializer(new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6));
  return serializer.serialize(bom, { sortLists: true, space: 2 });
}

function rustComponent({ name, version, license, source }, isShipped) {
  const purl = new PackageURL("cargo", undefined, name, version);
  const type = isShipped ? Enums.ComponentType.Application : Enums.ComponentType.Library;
  const component = new Models.Component(type, name, { version, bomRef: purl.toString(), purl: purl.toString() });
  // Cargo's older way of saying "or".
  if (license) component.licenses.add(new Models.LicenseExpression(license.replaceAll("/", " OR ")));
  if (source) component.scope = Enums.ComponentScope.Required;
  return component;
}
