import { readFile } from "node:fs/promises";
import { startPageServers } from "./page-servers.mjs";

/** One of the small files that are difficult in some way. */
export const caseFile = (name) => readFile(new URL(`../../cases/files/${name}`, import.meta.url));

/** A page with a client whose uploads are kept instead of sent. */
export async function openWithUploads(t, stage) {
  const { openPage, proxy, control } = await startPageServers(t, stage);
  const page = await openPage();
  await page.evaluate(() => {
    globalThis.uploads = [];
    const keep = async (sent) => {
      if (sent.url.endsWith("/token")) return Response.json({ access_token: "t", expires_in: 600 });
      uploads.push({ url: sent.url, type: sent.headers.get("content-type"), body: await sent.blob() });
      return Response.json({ url: "https://gateway.example/files/1" });
    };
    globalThis.client = sdk.createClient({ fetch: keep });
    globalThis.bytesOf = (text) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    globalThis.outcome = (call) =>
      call.then(
        () => ({ sent: uploads.splice(0).map(({ type }) => type) }),
        (error) => ({ code: error.code, message: error.message, issues: error.issues, sent: uploads.splice(0).length }),
      );
  });
  return { page, proxy, control };
}

/** Uploads a file under a name and a type, and tells under which type it was sent, or why it was not. */
export const upload = (page, bytes, name, type, options) =>
  page.evaluate(
    ([text, called, given, how]) =>
      outcome(client.uploadFile(new File([bytesOf(text)], called, { type: given }), how ?? undefined)),
    [bytes.toString("base64"), name, type, options],
  );

/** Whether a pixel has about some colour. */
export const isNear = (pixel, expected) =>
  pixel.slice(0, 3).every((value, index) => Math.abs(value - expected[index]) < 12);
