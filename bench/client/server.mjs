import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { Agent, createServer, request as send } from "node:http";
import { extname, join } from "node:path";

const create = "/api/open/v4/image2Video/createBySourcePrompt";
const results = "/api/open/v4/image2Video/resultsByIds";
const types = { ".html": "text/html", ".js": "text/javascript", ".png": "image/png", ".wasm": "application/wasm" };
// For clocks as fine as a browser has; and nothing is kept, so that every first call is one.
const pageHeaders = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
  "cache-control": "no-store",
};

/**
 * The one server that every client talks to: it serves the page, hands the gateway's own protocol through to the
 * gateway, and speaks the queue protocols of the peers, whose jobs are the same gateway's jobs.
 */
export async function startBenchServer(siteFolder) {
  const agent = new Agent({ keepAlive: true });
  const state = { gateway: undefined, token: undefined, looks: 0, lost: { create: 0, look: 0 } };

  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    // On a connection that it has used before, a browser sends a request again by itself.
    if (state.isLossy) response.setHeader("connection", "close");
    try {
      if (pathname === "/fal") return await fal(request, response);
      if (pathname.startsWith("/replicate/v1/")) return await replicate(pathname, request, response);
      if (/^\/(api\/|token$|events$)/.test(pathname)) return handThrough(request, response);
      const file = pathname === "/" ? "/index.html" : pathname;
      const bytes = await readFile(join(siteFolder, file));
      response.writeHead(200, { ...pageHeaders, "content-type": types[extname(file)] }).end(bytes);
    } catch (error) {
      response.writeHead(error.code === "ENOENT" ? 404 : 500).end(String(error));
    }
  });
  // Longer than any pause between two requests: a closed connection would cost the next client a new one.
  server.keepAliveTimeout = 60_000;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${server.address().port}`;

  /** The protocol of the queue of fal, whose client sends everything to one address and names its target in a header. */
  async function fal(request, response) {
    const target = new URL(request.headers["x-fal-target-url"]);
    const id = /\/requests\/([^/]+)/.exec(target.pathname)?.[1];
    if (target.pathname.endsWith("/cancel")) return answer(response, {});
    if (!id) {
      const job = await ask(create, await bodyOf(request));
      return isLost("create") ? response.destroy() : answer(response, { request_id: job._id, status: "IN_QUEUE" });
    }
    const job = await look(id);
    if (isLost("look")) return response.destroy();
    if (!target.pathname.endsWith("/status")) return answer(response, { video: { url: job.video_url } });
    const status = { 1: "IN_QUEUE", 3: "COMPLETED" }[job.status] ?? "IN_PROGRESS";
    answer(response, { request_id: id, status, logs: [] });
  }

  /** Replicate's predictions. */
  async function replicate(pathname, request, response) {
    const id = /\/predictions\/([^/]+)$/.exec(pathname)?.[1];
    if (pathname.endsWith("/cancel")) return answer(response, {});
    if (!id) {
      const { input } = await bodyOf(request);
      const job = await ask(create, input);
      return isLost("create") ? response.destroy() : answer(response, { id: job._id, status: "starting" });
    }
    const job = await look(id);
    if (isLost("look")) return response.destroy();
    const status = { 1: "starting", 3: "succeeded" }[job.status] ?? "processing";
    answer(response, { id, status, output: job.video_url ?? null });
  }

  /** Whether the answer to this request is one of those that get lost, after the request was carried out. */
  function isLost(kind) {
    if (state.lost[kind] === 0) return false;
    state.lost[kind] -= 1;
    return true;
  }

  /** One look of a peer at one job. */
  async function look(id) {
    state.looks += 1;
    return (await ask(results, { _ids: id })).result[0] ?? {};
  }

  function handThrough(request, response) {
    if (request.url.includes("resultsByIds") || request.url.startsWith("/events")) state.looks += 1;
    const onward = send(
      new URL(request.url, state.gateway),
      { method: request.method, headers: request.headers, agent },
      (answer) => {
        const kind = { [create]: "create", [results]: "look" }[request.url];
        if (kind && isLost(kind)) {
          answer.resume();
          return response.destroy();
        }
        const { connection: _, ...headers } = answer.headers;
        response.writeHead(answer.statusCode, headers);
        answer.pipe(response);
      },
    );
    onward.on("error", () => response.destroy());
    response.on("close", () => onward.destroy());
    request.pipe(onward);
  }

  /** Asks the gateway on behalf of a peer, over connections that stay open. */
  async function ask(path, body) {
    state.token ??= (await exchange("/token")).access_token;
    const { code, msg, data } = await exchange(path, body, state.token);
    if (code !== 1000) throw new Error(`the gateway refused with ${code}: ${msg}`);
    return data;
  }

  async function exchange(path, body, token) {
    const text = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      origin: url,
      "content-length": Buffer.byteLength(text),
      ...(text && { "content-type": "application/json" }),
      ...(token && { authorization: `Bearer ${token}` }),
    };
    const onward = send(new URL(path, state.gateway), { method: "POST", headers, agent });
    onward.end(text);
    const [answer] = await once(onward, "response");
    return JSON.parse(Buffer.concat(await answer.toArray()));
  }

  return {
    url,
    setGateway: (address) => (state.gateway = address),
    /** Loses the answers to the next `count` creates or looks, whichever client sends them. */
    lose(kind, count) {
      state.isLossy = true;
      state.lost[kind] = count;
      server.closeIdleConnections();
    },
    /** How often anybody has asked about jobs since the last time this was called. */
    takeLooks() {
      const { looks } = state;
      state.looks = 0;
      return looks;
    },
    stop() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function bodyOf(request) {
  return JSON.parse(Buffer.concat(await request.toArray()));
}

function answer(response, body) {
  response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
}
