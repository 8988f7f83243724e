import { readFileSync } from "node:fs";
import { createClient, ImageToVideoError } from "akool-image-to-video";
import { expect, test } from "vitest";

const { AKOOL_TEST_GATEWAY: baseUrl } = process.env;
const bytes = Uint8Array.from(readFileSync("picture.png"));
const quick = { pollIntervalMs: 50 };

/** A picture of this DOM's; or an address, since what happy-dom uploads has no length, which a gateway may want. */
const pictureFor = async (client) => {
  if (!globalThis.happyDOM) return new File([bytes], "slope.png");
  const [{ logo }] = await client.listEffects();
  return logo;
};

test("a picture that this DOM made becomes a video", async () => {
  const client = createClient({ baseUrl });
  const job = await client.imageToVideo({ image_url: await pictureFor(client), prompt: "zoom in" }, quick);
  expect(job.status).toBe("completed");
});

test("a picture of a replaced fetch's arrives byte by byte", async () => {
  const sent = [];
  const fetch = async (request) => {
    if (request.url.endsWith("/token")) return Response.json({ access_token: "t", expires_in: 600 });
    sent.push(Buffer.from(await request.arrayBuffer()).equals(bytes), request.headers.get("content-type"));
    return Response.json({ url: "https://gateway.example/files/1" });
  };
  await createClient({ baseUrl, fetch }).uploadFile(new Blob([bytes]));
  expect(sent).toEqual([true, "image/png"]);
});

test("an abort by this DOM's signal is heard with its reason, in every call", async () => {
  const client = createClient({ baseUrl });
  const image_url = await pictureFor(client);
  const { id } = await client.createImageToVideo({ image_url, prompt: "pan left [slow]" });
  for (const call of [
    (options) => client.waitForVideo(id, options),
    (options) => client.getCredits(options),
    (options) => client.createImageToVideo({ image_url, prompt: "never" }, options),
  ]) {
    const controller = new AbortController();
    const ended = call({ signal: controller.signal });
    controller.abort("mine");
    await expect(ended).rejects.toBe("mine");
  }
});

test("a gateway that does not answer in time is a timeout, although the signal means nothing to fetch", async () => {
  const fetch = () => new Promise(() => {});
  const error = await createClient({ baseUrl, fetch, timeoutMs: 50 })
    .getCredits()
    .catch((thrown) => thrown);
  expect(error.code).toBe("timeout");
});

test("what takes a canvas says that there is none", async () => {
  const client = createClient({ baseUrl });
  const error = await client.uploadFile(new Blob([bytes]), { stripMetadata: true }).catch((thrown) => thrown);
  expect(ImageToVideoError.isInstance(error)).toBe(true);
  expect(error.code).toBe("configuration");
  expect(error.message).toMatch(/createImageBitmap|canvas/);
});

test("the element makes a video", async () => {
  await import("akool-image-to-video/element");
  const element = document.createElement("image-to-video");
  element.setAttribute("base_url", baseUrl);
  document.body.append(element);
  element.request = { image_url: await pictureFor(createClient({ baseUrl })), prompt: "zoom out" };
  const seen = [];
  element.addEventListener("update", ({ detail }) => seen.push(detail.state));
  const job = await element.start();
  expect(element.error).toBe(undefined);
  expect(job.status).toBe("completed");
  expect(seen.at(-1)).toBe("completed");
  expect(element.shadowRoot.querySelector("video").getAttribute("src")).toBe(job.video_url);
  element.remove();
});
