import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { after, before, test } from "node:test";
import { createClient } from "../../../pkg/inline.js";
import { picture } from "../../support/picture.mjs";
import { startStack } from "../../support/servers/stack.mjs";

const issuerSecret = randomBytes(32).toString("base64url");

let stack;
before(async () => {
  stack = await startStack({
    gatewayEnvironment: { AKOOL_GATEWAY_LOGIN_FREE: "0", AKOOL_GATEWAY_ISSUER_SECRET: issuerSecret },
  });
});
after(() => stack?.stop());

/** A client on a device of its own: it shares nothing with others but the subject of its token. */
function deviceOf(subject) {
  const token = async () => {
    const response = await fetch(`${stack.gateway.url}/token`, {
      method: "POST",
      headers: { authorization: `Bearer ${issuerSecret}`, "content-type": "application/json" },
      body: JSON.stringify({ subject }),
    });
    assert.equal(response.status, 200);
    return response.json();
  };
  return createClient({ baseUrl: stack.gateway.url, token });
}

test("a job that was created on one device is found, and waited for, on another of the same person", async () => {
  const [phone, desktop, other] = [deviceOf("ann"), deviceOf("ann"), deviceOf("bob")];
  const file = new Blob([picture()], { type: "image/png" });
  const first = await phone.createImageToVideo({ image_url: file, prompt: "zoom in" });
  const second = await phone.createImageToVideo({ image_url: file, prompt: "pan left" });
  assert.deepEqual(await desktop.pendingJobs(), [], "nothing is stored on this device");

  // A handle is sealed anew for every answer, so the records tell which job it is.
  const ordersOf = ({ jobs }) => jobs.map(({ record }) => [record.prompt, record.create_time]);
  const [newer, older] = [second, first].map(({ record }) => [record.prompt, record.create_time]);
  const all = await desktop.listJobs();
  assert.deepEqual(ordersOf(all), [newer, older]);
  assert.equal(all.next, undefined);
  const completed = await desktop.waitForVideo(all.jobs[1], { pollIntervalMs: 50 });
  assert.equal(completed.status, "completed");
  const done = await desktop.listJobs({ status: "completed" });
  assert.ok(done.jobs.some((job) => job.video_url === completed.video_url && job.record.prompt === "zoom in"));

  const page = await desktop.listJobs({ limit: 1 });
  assert.deepEqual(ordersOf(page), [newer]);
  assert.deepEqual(ordersOf(await desktop.listJobs({ limit: 1, before: page.next })), [older]);
  assert.deepEqual((await other.listJobs()).jobs, [], "another person sees none of them");
  for (const device of [phone, desktop, other]) device.close();
});
