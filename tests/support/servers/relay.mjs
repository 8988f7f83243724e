import { once } from "node:events";
import { Agent, createServer, request as send } from "node:http";

/**
 * Serves what another server serves, and asks that one over a single connection: for a server that can't take several
 * that come at the same moment. What `own` gives for a path, `{ type, body }`, comes first.
 */
export async function startRelay(target, own = async () => undefined) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const server = createServer(async (request, response) => {
    const file = await own(new URL(request.url, target).pathname);
    if (file) return response.writeHead(200, { "content-type": file.type }).end(file.body);
    const { method, headers, url } = request;
    const onward = send(
      new URL(url, target),
      { method, headers: { ...headers, connection: "keep-alive" }, agent },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    request.pipe(onward);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    stop: () => {
      server.closeAllConnections();
      server.close();
      agent.destroy();
    },
  };
}
