import { homedir } from "node:os";
import { join } from "node:path";
import { capture, findProgram, isExecutable } from "../../shared/command.mjs";
import { Failure } from "../../shared/failure.mjs";
import { ensureSystemPackages } from "../system-packages.mjs";
import { parseVersion } from "../../shared/version.mjs";

const chromiumNames = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const driverNames = ["chromedriver", "chromium.chromedriver"];
const applications = ["/Applications", join(homedir(), "Applications")];
const chromiumPlaces = applications.flatMap((folder) => [
  join(folder, "Google Chrome.app/Contents/MacOS/Google Chrome"),
  join(folder, "Chromium.app/Contents/MacOS/Chromium"),
]);
const driverPlaces = ["/usr/lib/chromium-browser/chromedriver", "/usr/lib/chromium/chromedriver"];

/** Switches for a browser that talks only to the pages under test. */
export const chromiumSwitches = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
  // The sandbox refuses to run as root.
  ...(process.getuid?.() === 0 ? ["--no-sandbox"] : []),
];

/** The paths of Chromium and of its WebDriver server on this machine; missing ones are `undefined`. */
export function findBrowser(env = process.env) {
  return {
    chromium: locate("CHROME", chromiumNames, chromiumPlaces, env),
    driver: locate("CHROMEDRIVER", driverNames, driverPlaces, env),
  };
}

/** Its packages. */
export const browserPackages = [
  {
    thing: "browser",
    name: "Chromium with chromedriver",
    isMissing: () => {
      const { chromium, driver } = findBrowser();
      return !chromium || !driver;
    },
    otherwise: "install both, or set CHROME and CHROMEDRIVER to their paths",
  },
];

/** Makes sure of Chromium and its WebDriver server, of one version, and returns their paths. */
export async function ensureBrowser() {
  await ensureSystemPackages(browserPackages);
  const browser = findBrowser();
  const advice = "install a pair of one version, or set CHROME and CHROMEDRIVER to their paths, then try again";
  const [chromium, driver] = await Promise.all([majorVersion(browser.chromium), majorVersion(browser.driver)]);
  if (!chromium) throw new Failure(`${browser.chromium} does not run: ${advice}`);
  if (chromium !== driver) {
    throw new Failure(`Chromium ${chromium} does not go with chromedriver ${driver ?? "that does not run"}: ${advice}`);
  }
  return browser;
}

/** A program that a variable names, or one of some names on the search path, or one of some places. */
export function locate(variable, names, places, env) {
  const chosen = env[variable];
  if (chosen) {
    if (!isExecutable(chosen)) throw new Failure(`${variable} is set to ${chosen}, which cannot be run`);
    return chosen;
  }
  return names.map((name) => findProgram(name, env.PATH)).find(Boolean) ?? places.find(isExecutable);
}

async function majorVersion(program) {
  const { status, stdout } = await capture(program, ["--version"]);
  return status === 0 ? parseVersion(stdout)?.[0] : undefined;
}
