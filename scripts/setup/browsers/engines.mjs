import { browserPackages } from "./browser.mjs";
import { Failure } from "../../shared/failure.mjs";
import { ensureFirefoxDriver, firefoxPackages } from "./firefox.mjs";
import { say } from "../../shared/say.mjs";
import { hasSystemPackages } from "../system-packages.mjs";
import { webkitPackages } from "./webkit.mjs";

const packages = { chromium: browserPackages, firefox: firefoxPackages, webkit: webkitPackages };

/** Chromium brings its own. Where the package manager can't be asked, the tests tell what can't be played. */
const codecs = {
  thing: "codecs",
  name: "decoders for H.264",
  isMissing: async () => (await hasSystemPackages("codecs")) === false,
};

/** The browser engines to test in: all, unless `ENGINES` names some. */
export function chosenEngines(env = process.env) {
  const names = Object.keys(packages);
  if (!env.ENGINES) return names;
  const chosen = env.ENGINES.split(",");
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Failure(`there is no engine ${unknown.join(", ")}; ENGINES can name ${names.join(",")}`);
  return chosen;
}

/** The packages of every engine that is tested in, and of Chromium, in which most tests run whatever is chosen. */
export function enginePackages() {
  const names = new Set(["chromium", ...chosenEngines()]);
  return [...[...names].flatMap((name) => packages[name]), codecs];
}

/** Makes sure of what the engines need that no package manager has. */
export async function ensureEngines() {
  const chosen = chosenEngines();
  if (chosen.includes("firefox")) await ensureFirefoxDriver();
  if (chosen.length < Object.keys(packages).length) say(`Testing in ${chosen.join(" and ")} only, as ENGINES says`);
}
