import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { validateCreateRequest } from "akool-image-to-video";
import { renderToPipeableStream } from "react-dom/server";
import { Page } from "./page.jsx";

const client = await readFile("dist/client.js");

createServer(async (request, response) => {
  if (request.url === "/client.js") return response.writeHead(200, { "content-type": "text/javascript" }).end(client);
  const issues = await validateCreateRequest({ prompt: "checked on the server" });
  const checked = issues.map(({ path, code }) => `${path}: ${code}`).join(", ");
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  const { pipe } = renderToPipeableStream(<Page checked={checked} />, {
    bootstrapModules: ["/client.js"],
    onShellReady: () => pipe(response),
  });
}).listen(process.env.PORT, process.env.HOST);
