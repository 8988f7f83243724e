import { homedir } from "node:os";
import { join } from "node:path";
import { locate } from "./browser.mjs";
import { Failure } from "./failure.mjs";
import { installSystemPackages } from "./system-packages.mjs";
import { ensureGeckodriver, geckodriverProgram } from "./tool.mjs";

const names = ["firefox-esr", "firefox"];
const places = ["/Applications", join(homedir(), "Applications")].map((folder) =>
  join(folder, "Firefox.app/Contents/MacOS/firefox"),
);

/** The paths of Firefox and of its WebDriver server on this machine; missing ones are `undefined`. */
export function findFirefox(env = process.env) {
  return {
    firefox: locate("FIREFOX", names, places, env),
    driver: locate("GECKODRIVER", [], [geckodriverProgram], env),
  };
}

/** Makes sure of Firefox and of its WebDriver server. */
export async function ensureFirefox() {
  if (!findFirefox().firefox) await installSystemPackages("firefox", { name: "Firefox", time: "about a minute" });
  if (!findFirefox().firefox) throw new Failure("Firefox is missing: install it, or set FIREFOX to its path");
  if (!findFirefox().driver) await ensureGeckodriver();
}
