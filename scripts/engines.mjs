import { ensureBrowser } from "./browser.mjs";
import { Failure } from "./failure.mjs";
import { ensureFirefox } from "./firefox.mjs";
import { say } from "./say.mjs";
import { hasSystemPackages, installSystemPackages } from "./system-packages.mjs";
import { ensureWebKit } from "./webkit.mjs";

const ensure = { chromium: ensureBrowser, firefox: ensureFirefox, webkit: ensureWebKit };

/** The browser engines to test in: all, unless `ENGINES` names some. */
export function chosenEngines(env = process.env) {
  const names = Object.keys(ensure);
  if (!env.ENGINES) return names;
  const chosen = env.ENGINES.split(",");
  const unknown = chosen.filter((name) => !names.includes(name));
  if (unknown.length > 0)
    throw new Failure(`there is no engine ${unknown.join(", ")}; ENGINES can name ${names.join(",")}`);
  return chosen;
}

/** Makes sure of every engine that is tested in. */
export async function ensureEngines() {
  const chosen = chosenEngines();
  for (const name of chosen) await ensure[name]();
  if (chosen.length < Object.keys(ensure).length) say(`Testing in ${chosen.join(" and ")} only, as ENGINES says`);
  // Chromium brings its own. Where the package manager can't be asked, the tests tell what can't be played.
  if ((await hasSystemPackages("codecs")) === false) {
    await installSystemPackages("codecs", { name: "Decoders for H.264", time: "about a minute" });
  }
}
