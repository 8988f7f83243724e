import assert from "node:assert/strict";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { builtProgram } from "../../scripts/shared/paths.mjs";
import { startSimulator } from "../../scripts/run/server.mjs";
import { picture } from "../support/picture.mjs";

const apiKey = "0123456789abcdef0123456789abcdef";
/** A job at 4k may have 256 MiB; the program and the finished videos come on top. */
const mostMebibytes = 400;
/** Seconds on idle cores; far more while everything else is being tested. */
const patienceMs = 600_000;

test("a large job does not hold up small ones that came later, and all of them stay within bounded memory", async (context) => {
  const pictures = createServer((_, response) => response.end(picture(1920, 1080))).listen(0, "127.0.0.1");
  context.after(() => pictures.close());
  await once(pictures, "listening");
  const simulator = await startSimulator(builtProgram("akool-simulator"), {
    apiKey,
    flags: ["--speed", "20"],
    log: () => {},
  });
  context.after(simulator.stop);
  const call = async (path, body) => {
    const answer = await fetch(`${simulator.url}/api/open/v4/image2Video/${path}`, {
      method: "POST",
      headers: { "x-api-key": apiKey },
      body: JSON.stringify(body),
    });
    return (await answer.json()).data;
  };

  const ids = [];
  for (const resolution of ["4k", "720p", "720p"]) {
    const request = { image_url: `http://127.0.0.1:${pictures.address().port}/`, prompt: "orbit right", resolution };
    ids.push((await call("createBySourcePrompt", request))._id);
  }
  const ended = [];
  const end = Date.now() + patienceMs;
  while (ended.length < ids.length) {
    const { result } = await call("resultsByIds", { _ids: ids.join(",") });
    for (const { _id, status, error_reason } of result) {
      assert.notEqual(status, 4, error_reason);
      if (status === 3 && !ended.includes(_id)) ended.push(_id);
    }
    assert.ok(Date.now() < end, `only ${ended.length} jobs have ended`);
    await pause(100);
  }
  assert.equal(ended.at(-1), ids[0], "the large one came first and ended last");

  const { result } = await call("resultsByIds", { _ids: ids[0] });
  const video = Buffer.from(await (await fetch(result[0].video_url)).arrayBuffer());
  assert.equal(video.toString("latin1", 4, 8), "ftyp");
  const mebibytes = await peakMebibytes(simulator.processId);
  context.diagnostic(`peak ${Math.round(mebibytes)} MiB`);
  assert.ok(mebibytes < mostMebibytes, `${mebibytes} MiB`);
});

/** The most memory a process had, as Linux tells it. */
async function peakMebibytes(processId) {
  const status = await readFile(`/proc/${processId}/status`, "utf8");
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)[1]) / 1024;
}
