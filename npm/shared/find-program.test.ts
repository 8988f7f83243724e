import { afterEach, describe, expect, test, vi } from "vitest";
import { findProgram } from "./find-program.js";

const manifest = {
  name: "akool-simulator",
  homepage: "https://example.com/source",
  optionalDependencies: {
    "akool-simulator-linux-x64": "1.0.0",
    "akool-simulator-linux-x64-musl": "1.0.0",
    "akool-simulator-win32-x64": "1.0.0",
  },
};
const linux = { platform: "linux", arch: "x64", isMusl: false };
const alpine = { ...linux, isMusl: true };
const windows = { platform: "win32", arch: "x64", isMusl: false };

/** What `require.resolve` finds if some packages are installed. */
const installed =
  (...packages: string[]) =>
  (path: string) =>
    packages.some((name) => path.startsWith(`${name}/`)) ? `/node_modules/${path}` : undefined;
const find = (machine: typeof linux, ...packages: string[]) => findProgram(manifest, machine, installed(...packages));

afterEach(() => vi.unstubAllEnvs());

describe("the program", () => {
  test("is that of the platform", () => {
    expect(find(linux, "akool-simulator-linux-x64")).toBe(
      "/node_modules/akool-simulator-linux-x64/bin/akool-simulator",
    );
    expect(find(windows, "akool-simulator-win32-x64")).toMatch(/bin\/akool-simulator\.exe$/);
  });

  test("is the static one on Linux if there is no other, and always with musl", () => {
    const [glibc, musl] = ["akool-simulator-linux-x64", "akool-simulator-linux-x64-musl"];
    expect(find(linux, musl)).toContain(`${musl}/`);
    expect(find(linux, musl, glibc)).toContain(`${glibc}/`);
    expect(find(alpine, musl, glibc)).toContain(`${musl}/`);
    expect(() => find(alpine, glibc)).toThrow(`the package ${musl}, which holds the program, is not installed`);
  });

  test("can be named by a variable", () => {
    vi.stubEnv("AKOOL_SIMULATOR_BINARY", process.execPath);
    expect(find(linux)).toBe(process.execPath);
    vi.stubEnv("AKOOL_SIMULATOR_BINARY", "/no/such/file");
    expect(() => find(linux)).toThrow("AKOOL_SIMULATOR_BINARY names /no/such/file, which does not exist");
  });
});

describe("a program that is missing", () => {
  test("because optional dependencies were left out: the message names the package and the option", () => {
    expect(() => find(linux)).toThrow(/akool-simulator-linux-x64, .* is not installed.*--omit=optional.*--no-optional/);
  });

  test("because there is none for this platform: the message lists those that there are, and another way", () => {
    expect(() => find({ platform: "freebsd", arch: "arm", isMusl: false })).toThrow(
      "akool-simulator: there is no program for freebsd arm, only for linux-x64, linux-x64-musl, win32-x64. " +
        "Build it from source (https://example.com/source) and set AKOOL_SIMULATOR_BINARY to its path.",
    );
    expect(() => find({ ...alpine, arch: "s390x" })).toThrow("no program for linux s390x with musl");
  });
});
