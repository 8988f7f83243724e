import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startStack } from "../tests/support/stack.mjs";
import { chromiumSwitches } from "./browser.mjs";
import { show, withPath } from "./command.mjs";
import { targetDirectory } from "./paths.mjs";
import { freePort } from "./port.mjs";

const testLimitSeconds = "600";

/** Runs the module's own tests in Chromium, against the real gateway and simulator. */
export async function testModule({ toolDirectories, browser }) {
  const pageAddress = `127.0.0.1:${await freePort()}`;
  const stack = await startStack({ origins: [`http://${pageAddress}`] });
  try {
    return await show(
      "cargo",
      ["test", "--release", "--locked", "--target", "wasm32-unknown-unknown", "--test", "module"],
      {
        env: {
          ...withPath(toolDirectories),
          CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER: "wasm-bindgen-test-runner",
          CHROMEDRIVER: browser.driver,
          WASM_BINDGEN_TEST_WEBDRIVER_JSON: await writeCapabilities(browser),
          WASM_BINDGEN_TEST_ADDRESS: pageAddress,
          WASM_BINDGEN_TEST_TIMEOUT: testLimitSeconds,
          WASM_BINDGEN_TEST_DRIVER_TIMEOUT: "60",
          // The page under test is an ordinary one, without the headers that cut it off from other origins.
          WASM_BINDGEN_TEST_NO_ORIGIN_ISOLATION: "1",
          AKOOL_TEST_GATEWAY: stack.gateway.url,
          AKOOL_TEST_SIMULATOR: stack.simulator.url,
        },
      },
    );
  } finally {
    await stack.stop();
  }
}

async function writeCapabilities({ chromium }) {
  await mkdir(targetDirectory, { recursive: true });
  const path = join(targetDirectory, "webdriver.json");
  const options = { binary: chromium, args: ["--headless", ...chromiumSwitches] };
  await writeFile(path, JSON.stringify({ "goog:chromeOptions": options }));
  return path;
}
