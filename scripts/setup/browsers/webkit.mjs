import { locate } from "./browser.mjs";

/** The paths of WebKitGTK's WebDriver server and of the screen it draws on; missing ones are `undefined`. */
export function findWebKit(env = process.env) {
  return {
    driver: locate("WEBKITWEBDRIVER", ["WebKitWebDriver"], [], env),
    screen: locate("XVFB", ["Xvfb"], [], env),
  };
}

/** Both. The driver brings a browser of its own version. */
export const webkitPackages = [
  {
    thing: "webkit",
    name: "WebKitGTK with WebKitWebDriver and Xvfb",
    isMissing: () => {
      const { driver, screen } = findWebKit();
      return !driver || !screen;
    },
    otherwise: "install it, or name the engines to test with, as in `ENGINES=chromium,firefox npm test`",
  },
];
