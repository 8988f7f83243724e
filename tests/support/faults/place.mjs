/** Many pages open at the same time on a machine that may be busy. */
const readyLimitMs = 120_000;

/** Opens a cell's page in a frame of a page that many cells share: quick, since it takes no process of its own. */
export async function openFrame(stage, url) {
  const host = await stage.hostPage();
  const element = await host.evaluateHandle((address) => {
    const frame = Object.assign(document.createElement("iframe"), { src: address });
    document.body.append(frame);
    return frame;
  }, url);
  const content = await element.contentFrame();
  await clean(content);
  return { frame: () => content, close: () => element.evaluate((frame) => frame.remove()) };
}

/** Opens a cell's page by itself, where it can be reloaded and cut off. */
export async function openOwnPage(stage, url) {
  const page = await stage.context.newPage();
  await page.goto(url);
  const frame = () => page.mainFrame();
  await clean(frame());
  const session = await stage.context.newCDPSession(page);
  return {
    frame,
    async reload() {
      await page.reload();
      await ready(frame());
    },
    // Of this page alone; a context's own switch would cut off every cell.
    setOffline: (offline) =>
      session.send("Network.emulateNetworkConditions", {
        offline,
        latency: 0,
        downloadThroughput: -1,
        uploadThroughput: -1,
      }),
    /** From now on files of such a name do not come; or all come again. */
    loseFile: (name) => page.route(`**/${name}`, (route) => route.abort()),
    findFiles: () => page.unrouteAll(),
    close: () => page.close(),
  };
}

/** An earlier cell may have had the same port, and so the same storage. */
async function clean(frame) {
  await ready(frame);
  await frame.evaluate(() => localStorage.clear());
}

async function ready(frame) {
  await frame.waitForFunction(() => globalThis.cell !== undefined, undefined, { timeout: readyLimitMs });
}
