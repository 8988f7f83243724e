import { once } from "node:events";
import { Agent, createServer, request as send } from "node:http";
import { spoil, spoilStream } from "./spoil.mjs";

/** Which route of ours or of the vendor's an address is. */
const routes = [
  [/\/createBySourcePrompt$/, "create"],
  [/\/resultsByIds$/, "results"],
  [/\/token$/, "token"],
  [/\/uploads$/, "uploads"],
  [/\/events$/, "events"],
  [/\/media\//, "media"],
];

/**
 * A server that passes everything on and gets wrong what it is told to, in the words of the simulator's faults
 * (`route`, `answer.kind`, `effect`, `count`), and in two more kinds: `held`, the genuine answer when it is released, and
 * `stalled`, its first half and then nothing.
 * Without `keepAlive` every connection carries one exchange, because a browser sends a request again by itself when a
 * connection that it has used before breaks.
 */
export async function startFaultProxy({ page, keepAlive = false } = {}) {
  const rules = [];
  const seen = [];
  const checks = new Set();
  const agent = new Agent({ keepAlive: true });
  const state = { target: undefined };

  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://host");
    if (!keepAlive) response.setHeader("connection", "close");
    // Broken connections are what this server is for.
    request.on("error", () => {});
    response.on("error", () => {});
    if (page && pathname === "/") return response.writeHead(200, { "content-type": "text/html" }).end(page);
    const route = routes.find(([pattern]) => pattern.test(pathname))?.[1] ?? "unknown";
    const rule =
      request.method === "OPTIONS" ? undefined : rules.find((one) => one.route === route && one.hits !== one.count);
    if (rule) rule.hits += 1;
    const exchange = { route, method: request.method, headers: request.headers, isAnswered: false };
    seen.push(exchange);
    response.on("finish", () => {
      exchange.isAnswered = true;
      for (const check of checks) check();
    });
    const forward = (use) => pass(request, response, { target: state.target, agent, use });
    if (!rule) return forward();
    misbehave(rule, { request, response, forward });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** What was asked: `{ route, method, headers, isAnswered }` each. */
    seen,
    setTarget: (url) => (state.target = url),
    /** Gets the next `count` requests of a route wrong; 0: all of them. `reached` resolves with the first. */
    disturb({ route, answer, effect = false, count = 1 }) {
      const rule = { route, answer, effect, count: count || Number.POSITIVE_INFINITY, hits: 0 };
      rule.reached = new Promise((resolve) => (rule.reach = resolve));
      rule.released = new Promise((resolve) => (rule.release = resolve));
      rules.push(rule);
      return rule;
    },
    /** From now on everything goes well; what is held is let go. */
    relent() {
      for (const { release } of rules.splice(0)) release(true);
    },
    /** What is held never arrives. */
    breakOff() {
      for (const { release } of rules) release(false);
    },
    /** Until what was asked, and how far it is answered, is as wanted. */
    until: (isAsWanted) =>
      new Promise((resolve) => {
        const check = () => {
          if (!isAsWanted(seen)) return;
          checks.delete(check);
          resolve();
        };
        checks.add(check);
        check();
      }),
    stop() {
      agent.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
}

async function misbehave(rule, { request, response, forward }) {
  const { answer, effect, reach, released } = rule;
  const breakOff = () => request.socket.resetAndDestroy();
  const wrongly = {
    reset: breakOff,
    close: () => request.socket.destroy(),
    hang: () => {},
    status: () =>
      reply(response, answer.status, "application/json", answer.body ?? { status: answer.status }, answer.retry_after),
    business: () => reply(response, 200, "application/json", { code: answer.code, msg: "refused" }),
    html: () => reply(response, answer.status ?? 200, "text/html", "<!doctype html><title>Sign in</title>"),
  }[answer.kind];
  if (wrongly && effect) {
    return forward(async (genuine) => {
      await genuine.body();
      wrongly();
      reach();
    });
  }
  if (wrongly) {
    // Whatever was sent has arrived here, and goes no further.
    request.resume();
    wrongly();
    return reach();
  }
  if (answer.kind === "held" && !effect) {
    reach();
    return (await released) ? forward() : breakOff();
  }
  forward(async (genuine) => {
    if (answer.kind === "held") {
      const body = await genuine.body();
      reach();
      if (!(await released)) return breakOff();
      return response.writeHead(genuine.status, genuine.headers).end(body);
    }
    reach();
    if (/event-stream/.test(genuine.headers["content-type"])) return spoilStream(genuine, answer, response, breakOff);
    spoil(await genuine.body(), answer, { genuine, response, breakOff });
  });
}

function reply(response, status, type, body, retryAfter) {
  if (response.destroyed) return;
  const headers = { "content-type": type, "access-control-allow-origin": "*" };
  if (retryAfter !== undefined) headers["retry-after"] = retryAfter;
  response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
}

/** Sends the request on. The answer is streamed back, or handed to `use`. */
function pass(request, response, { target, agent, use }) {
  const { connection: _, ...headers } = request.headers;
  const onward = send(new URL(request.url, target), { method: request.method, headers, agent }, (answer) => {
    const { connection, "keep-alive": keepAlive, "transfer-encoding": coding, ...kept } = answer.headers;
    answer.on("error", () => response.destroy());
    if (!use) {
      response.writeHead(answer.statusCode, kept);
      return answer.pipe(response);
    }
    const body = async () => Buffer.concat(await answer.toArray());
    use({ status: answer.statusCode, headers: kept, stream: answer, body });
  });
  onward.on("error", () => response.destroy());
  // A caller that hangs up hangs up on the server behind this proxy, too; but what was to have an effect has it.
  if (!use) response.on("close", () => onward.destroy());
  request.pipe(onward);
}
