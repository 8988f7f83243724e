import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Builder } from "selenium-webdriver";
import { chromiumSwitches, findBrowser } from "../../../scripts/setup/browsers/browser.mjs";
import { startChild, stopChild } from "../../../scripts/shared/children.mjs";
import { findFirefox } from "../../../scripts/setup/browsers/firefox.mjs";
import { freePort } from "../../../scripts/run/port.mjs";
import { findWebKit } from "../../../scripts/setup/browsers/webkit.mjs";
import { startDevServer } from "../servers/dev-server.mjs";
import { Page } from "./page.mjs";

/**
 * What differs between the engines: their driver, and what a session asks of it. `downloads` is where files go without
 * a question.
 */
const engines = {
  chromium: {
    title: "Chromium",
    driver: () => [findBrowser().driver, []],
    capabilities: (downloads) => ({
      "browserName": "chrome",
      "goog:chromeOptions": {
        binary: findBrowser().chromium,
        // A container gives it too little shared memory.
        args: ["--headless", "--disable-dev-shm-usage", ...chromiumSwitches],
        prefs: { "download.default_directory": downloads, "download.prompt_for_download": false },
      },
    }),
  },
  firefox: {
    title: "Firefox",
    driver: () => [findFirefox().driver, ["--websocket-port=0"]],
    capabilities: (downloads) => ({
      "browserName": "firefox",
      "moz:firefoxOptions": {
        binary: findFirefox().firefox,
        args: ["-headless"],
        prefs: {
          "browser.download.folderList": 2,
          "browser.download.dir": downloads,
          // It talks only to the pages under test, which need no proxy.
          "network.proxy.type": 1,
          "network.proxy.http": "127.0.0.1",
          "network.proxy.http_port": 9,
          "network.proxy.ssl": "127.0.0.1",
          "network.proxy.ssl_port": 9,
        },
      },
    }),
  },
  webkit: {
    title: "WebKitGTK",
    driver: () => [findWebKit().driver, []],
    needsScreen: true,
    // Its own sandbox needs rights that a test has not.
    environment: { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: "1" },
    capabilities: () => ({ browserName: "MiniBrowser" }),
  },
};

/**
 * Starts an engine's WebDriver server with a home of its own. `open()` gives a {@link Page}, with `isResizable` one of any size
 * (not in WebKitGTK). What is downloaded in it lies in `downloads`.
 */
export async function startEngine(name) {
  const { title, driver, needsScreen, environment, capabilities } = engines[name];
  const home = await mkdtemp(join(tmpdir(), `akool-${name}-`));
  const downloads = join(home, "downloads");
  await mkdir(downloads);
  await mkdir(join(home, ".config"));
  await writeFile(join(home, ".config/user-dirs.dirs"), `XDG_DOWNLOAD_DIR="${downloads}"\n`);
  const screen = needsScreen && (await startScreen());
  const stop = async () => {
    await server?.stop();
    await screen?.stop();
    await rm(home, { recursive: true, force: true });
  };
  const env = {
    ...process.env,
    ...environment,
    ...screen?.environment,
    HOME: home,
    XDG_CONFIG_HOME: join(home, ".config"),
  };
  let server;
  try {
    const url = `http://127.0.0.1:${await freePort()}`;
    const [program, flags] = driver();
    const port = `--port=${new URL(url).port}`;
    server = await startDevServer(program, [port, ...flags], { env, url: `${url}/status` });
    const open = async ({ isResizable = false } = {}) => {
      const wanted = { ...capabilities(downloads), ...(isResizable && { webSocketUrl: true }) };
      return Page.open(await new Builder().usingServer(url).withCapabilities(wanted).build());
    };
    return { name, title, downloads, open, output: server.output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A screen that is not shown, for an engine that can't do without one. */
async function startScreen() {
  const child = startChild(
    findWebKit().screen,
    ["-displayfd", "1", "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
    {
      stdio: ["ignore", "pipe", "ignore"],
    },
  );
  const stop = () => stopChild(child);
  const number = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => reject(new Error("Xvfb did not start")));
    child.stdout.setEncoding("utf8").once("data", resolve);
  });
  return { environment: { DISPLAY: `:${number.trim()}` }, stop };
}
