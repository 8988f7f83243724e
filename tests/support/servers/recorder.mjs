import { once } from "node:events";
import { createServer, request as send } from "node:http";

/**
 * An HTTP proxy that keeps every byte it hands to the browser and lets nothing pass but traffic to this machine (a browser
 * calls its maker on its own account). Bodies are asked for without compression, so that what is kept can be searched.
 */
export async function startRecorder() {
  const exchanges = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url);
    if (url.hostname !== "127.0.0.1") return response.writeHead(403).end();
    const exchange = { method: request.method, url: url.href, status: undefined, head: "", body: [] };
    exchanges.push(exchange);
    const { "proxy-connection": _, ...headers } = {
      ...request.headers,
      "accept-encoding": "identity",
      connection: "close",
    };
    const onward = send(url, { method: request.method, headers, agent: false }, (answer) => {
      exchange.status = answer.statusCode;
      exchange.head = `${answer.statusMessage}\n${answer.rawHeaders.join("\n")}`;
      exchange.encoding = answer.headers["content-encoding"];
      response.writeHead(answer.statusCode, answer.statusMessage, answer.headers);
      answer.on("data", (piece) => exchange.body.push(piece));
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  });
  // Only traffic to other machines would be encrypted.
  server.on("connect", (_, socket) => socket.end("HTTP/1.1 403 Forbidden\r\n\r\n"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    exchanges,
    /** Everything the browser received, headers and bodies. */
    received: () =>
      exchanges.map(({ url, head, body }) => ({
        what: url,
        bytes: Buffer.concat([Buffer.from(`${head}\n`), ...body]),
      })),
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
