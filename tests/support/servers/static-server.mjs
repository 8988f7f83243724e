import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
};

/**
 * Serves a folder as any web host would, and keeps what was asked for in vain. The folder may be chosen after the
 * start, when it has to be built for the server's address.
 */
export async function serveFolder(folder, headers = {}) {
  const missing = [];
  const served = [];
  const state = { folder };
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://host").pathname));
    const file = path.endsWith("/") ? join(path, "index.html") : path;
    try {
      const bytes = await readFile(join(state.folder, file));
      served.push(path);
      response
        .writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream", ...headers })
        .end(bytes);
    } catch {
      if (path !== "/favicon.ico") missing.push(path);
      response.writeHead(404).end();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    missing,
    served,
    setFolder: (chosen) => (state.folder = chosen),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
