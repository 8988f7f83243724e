import { homedir } from "node:os";
import { join } from "node:path";
import { locate } from "./browser.mjs";
import { ensureGeckodriver, geckodriverProgram } from "../tool.mjs";

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

/** Its package. */
export const firefoxPackages = [
  {
    thing: "firefox",
    name: "Firefox",
    isMissing: () => !findFirefox().firefox,
    otherwise: "install it, or set FIREFOX to its path",
  },
];

/** Makes sure of its WebDriver server. */
export async function ensureFirefoxDriver() {
  if (!findFirefox().driver) await ensureGeckodriver();
}
