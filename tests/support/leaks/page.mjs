import { readFile } from "node:fs/promises";

/** A page of the package with instruments in it. */
export async function openInstrumentedPage(context, url) {
  const page = await context.newPage();
  await page.addInitScript({ content: await readFile(new URL("instruments.js", import.meta.url), "utf8") });
  await page.goto(url);
  await page.waitForFunction(() => globalThis.cell !== undefined);
  const session = await context.newCDPSession(page);
  await session.send("Performance.enable");
  await session.send("HeapProfiler.enable");
  return {
    page,
    /** What is alive in the page once everything that is not held has been collected. */
    async takeStock() {
      // Finalizers run after the first collection, and what they let go goes with the second.
      await session.send("HeapProfiler.collectGarbage");
      await page.evaluate(() => new Promise(requestAnimationFrame));
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.getMetrics");
      const metric = (name) => metrics.find((one) => one.name === name).value;
      return {
        ...(await page.evaluate(() => ({ timers: instruments.timers(), wasmBytes: instruments.wasmBytes() }))),
        listeners: metric("JSEventListeners"),
        promises: await countObjects(session, "Promise.prototype"),
        signals: await countObjects(session, "AbortSignal.prototype"),
        requests: await countObjects(session, "Request.prototype"),
        responses: await countObjects(session, "Response.prototype"),
        streams: await countObjects(session, "ReadableStream.prototype"),
        heapBytes: metric("JSHeapUsedSize"),
      };
    },
  };
}

async function countObjects(session, prototype) {
  const objectGroup = "stock";
  const evaluate = (expression) => session.send("Runtime.evaluate", { expression, objectGroup });
  const { result } = await evaluate(prototype);
  const { objects } = await session.send("Runtime.queryObjects", { prototypeObjectId: result.objectId, objectGroup });
  const { result: length } = await session.send("Runtime.callFunctionOn", {
    functionDeclaration: "function () { return this.length; }",
    objectId: objects.objectId,
    returnByValue: true,
  });
  await session.send("Runtime.releaseObjectGroup", { objectGroup });
  return length.value;
}
