// A site's own backend in plain Node: it knows who is logged in, and gets that person's page a token from the gateway.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { logIn, userOf } from "./login.mjs";

const { PORT = "3000", PUBLIC_DIR = "../page", AKOOL_GATEWAY_URL, AKOOL_GATEWAY_ISSUER_SECRET } = process.env;
const types = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".wasm": "application/wasm" };
const limits = { max_credits: 100, max_resolution: "1080p" };

createServer(async (request, response) => {
  const answer = (status, body, headers) => response.writeHead(status, headers).end(body);
  try {
    if (request.method === "POST" && request.url === "/video-token") return await giveToken(request, answer);
    if (request.method === "GET") return await giveFile(request, answer);
    answer(405);
  } catch (error) {
    console.error(error);
    answer(500);
  }
}).listen(Number(PORT), "127.0.0.1", () => console.log(`ready http://127.0.0.1:${PORT}`));

async function giveToken(request, answer) {
  // Another site may not spend this visitor's credits; a browser cannot be made to lie about this header.
  if (request.headers["sec-fetch-site"] !== "same-origin") return answer(403);
  const user = userOf(request);
  if (!user) return answer(401);
  const minted = await fetch(`${AKOOL_GATEWAY_URL}/token`, {
    method: "POST",
    headers: { authorization: `Bearer ${AKOOL_GATEWAY_ISSUER_SECRET}`, "content-type": "application/json" },
    body: JSON.stringify({ subject: user, limits }),
    signal: AbortSignal.timeout(10_000),
  });
  if (!minted.ok) {
    console.error(`the gateway gave no token: ${minted.status}`);
    return answer(502);
  }
  answer(200, await minted.text(), { "content-type": "application/json", "cache-control": "no-store" });
}

async function giveFile(request, answer) {
  const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
  const file = path.endsWith("/") ? `${path}index.html` : path;
  const bytes = await readFile(join(PUBLIC_DIR, file)).catch(() => undefined);
  if (!bytes) return answer(404);
  const headers = { "content-type": types[extname(file)] ?? "application/octet-stream" };
  if (!userOf(request) && path === "/") headers["set-cookie"] = logIn();
  answer(200, bytes, headers);
}
