import { startFaultProxy } from "../servers/fault-proxy.mjs";
import { simulatorControl } from "../faults/simulator-control.mjs";
import { startStack } from "../servers/stack.mjs";

/** Servers of one test's own, the vendor's clock standing still, and pages on one origin. */
export async function startPageServers(t, stage) {
  const proxy = await startFaultProxy({ page: stage.page });
  const stack = await startStack({
    simulatorFlags: ["--quality", "preview", "--control", "--stopped"],
    origins: [proxy.url],
  });
  proxy.setTarget(stack.gateway.url);
  const pages = [];
  t.after(async () => {
    for (const page of pages) await page.close();
    await stack.stop();
    proxy.stop();
  });
  const openPage = async () => {
    const page = await stage.context.newPage();
    pages.push(page);
    await page.goto(proxy.url);
    await page.waitForFunction(() => globalThis.cell !== undefined);
    if (pages.length === 1) await page.evaluate(() => localStorage.clear());
    return page;
  };
  return { proxy, control: simulatorControl(stack.simulator.url), openPage };
}
