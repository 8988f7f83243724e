import { existsSync } from "node:fs";
import { createRequire } from "node:module";

/** What this package's manifest says, as far as finding its program needs it. */
export interface Manifest {
  name: string;
  homepage: string;
  /** The packages that hold the program, one for each platform. */
  optionalDependencies: Record<string, string>;
}

/** The machine that this runs on. */
export interface Machine {
  platform: string;
  arch: string;
  /** Whether the C library is musl, as on Alpine Linux. */
  isMusl: boolean;
}

/** The program cannot be found or started. The message says what to do. */
export class ProgramError extends Error {
  override name = "ProgramError";
}

/** The variable that names another program than the installed one, such as `AKOOL_SIMULATOR_BINARY`. */
export const binaryVariable = ({ name }: Pick<Manifest, "name">) => `${name.replaceAll("-", "_").toUpperCase()}_BINARY`;

/**
 * The path of the native program.
 *
 * @param resolve Finds a file of an installed package, as `require.resolve` does.
 * @throws {ProgramError} if there is no program for this platform, or its package is not installed
 */
export function findProgram(manifest: Manifest, machine = thisMachine(), resolve = resolveFile): string {
  const variable = binaryVariable(manifest);
  const chosen = process.env[variable];
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new ProgramError(`${variable} names ${chosen}, which does not exist. Correct it, or unset it.`);
  }
  const known = Object.keys(manifest.optionalDependencies);
  const wanted = packagesFor(manifest.name, machine).filter((name) => known.includes(name));
  const file = machine.platform === "win32" ? `${manifest.name}.exe` : manifest.name;
  for (const name of wanted) {
    const path = resolve(`${name}/bin/${file}`);
    if (path) return path;
  }
  throw new ProgramError(
    wanted[0] ? missingMessage(manifest, wanted[0]) : unsupportedMessage(manifest, machine, known),
  );
}

/** The packages that have a program for a machine, the best one first. */
function packagesFor(name: string, { platform, arch, isMusl }: Machine) {
  const plain = `${name}-${platform}-${arch}`;
  if (platform !== "linux") return [plain];
  // Programs for musl are static: they run with every C library.
  return isMusl ? [`${plain}-musl`] : [plain, `${plain}-musl`];
}

const missingMessage = ({ name }: Manifest, wanted: string) =>
  `${name}: the package ${wanted}, which holds the program, is not installed. It is an optional dependency, and is left out ` +
  "with `--omit=optional` or `--no-optional`, or if node_modules comes from another system. " +
  "Run `npm install` again on this system without these options.";

function unsupportedMessage(manifest: Manifest, { platform, arch, isMusl }: Machine, known: string[]) {
  const platforms = known.map((one) => one.slice(manifest.name.length + 1)).join(", ");
  return (
    `${manifest.name}: there is no program for ${platform} ${arch}${isMusl ? " with musl" : ""}, only for ${platforms}. ` +
    `Build it from source (${manifest.homepage}) and set ${binaryVariable(manifest)} to its path.`
  );
}

function thisMachine(): Machine {
  return { platform: process.platform, arch: process.arch, isMusl: process.platform === "linux" && !usesGlibc() };
}

/** The report names the version of glibc that Node itself runs with. Without the network part it takes no time. */
function usesGlibc() {
  const report = process.report as unknown as {
    excludeNetwork: boolean;
    getReport(): { header: { glibcVersionRuntime?: string } };
  };
  report.excludeNetwork = true;
  return report.getReport().header.glibcVersionRuntime !== undefined;
}

function resolveFile(path: string) {
  try {
    return createRequire(import.meta.url).resolve(path);
  } catch {
    return undefined;
  }
}
