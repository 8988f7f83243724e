import { locate } from "./browser.mjs";
import { Failure } from "./failure.mjs";
import { installSystemPackages } from "./system-packages.mjs";

const name = "WebKitGTK with WebKitWebDriver and Xvfb";
const otherwise = "install it, or name the engines to test with, as in `ENGINES=chromium,firefox npm test`";

/** The paths of WebKitGTK's WebDriver server and of the screen it draws on; missing ones are `undefined`. */
export function findWebKit(env = process.env) {
  return {
    driver: locate("WEBKITWEBDRIVER", ["WebKitWebDriver"], [], env),
    screen: locate("XVFB", ["Xvfb"], [], env),
  };
}

/** Makes sure of both. The driver brings a browser of its own version. */
export async function ensureWebKit() {
  if (isComplete()) return;
  await installSystemPackages("webkit", { name, time: "about a minute", otherwise });
  if (!isComplete()) throw new Failure(`${name} is missing: ${otherwise}`);
}

function isComplete() {
  const { driver, screen } = findWebKit();
  return Boolean(driver && screen);
}
