import { request as send } from "node:http";
import { pipeline } from "node:stream";
import { refuse } from "./replies.mjs";

/** What the demo page sends and the gateway reads. Everything else stays here: the cookie, and what is for this hop. */
const requestHeaders = [
  "accept",
  "accept-language",
  "authorization",
  "content-length",
  "content-type",
  "idempotency-key",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "last-event-id",
  "range",
  "user-agent",
  "x-request-id",
];
/** What concerns one connection, or another origin. Browsers ignore an opener policy without TLS, and log an error. */
const keptFromResponses =
  /^(access-control-.*|connection|cross-origin-opener-policy|keep-alive|proxy-.*|set-cookie|trailer|transfer-encoding|upgrade)$/;
const isText = /^(application\/json|text\/event-stream)\b/;
/** A request in JSON is small: files are uploaded as they are. */
const maxJsonBytes = 1024 * 1024;

/**
 * Sends a request on to a server of this machine and streams the response back. URLs in JSON and events are rewritten on
 * both ways. `onJson` gets the body of a successful JSON response before it is passed on.
 */
export async function forward(request, response, { target, path, rewriteRequest, rewriteResponse, onJson }) {
  const headers = forwardedHeaders(request, target);
  let body;
  if (request.method === "POST" && /^application\/json\b/.test(headers["content-type"] ?? "")) {
    body = await readBody(request);
    if (!body) return refuse(response, 413, "The request is too large.");
    body = rewriteRequest.rewriteBytes(body);
    headers["content-length"] = body.length;
  }
  const onward = send({
    host: target.hostname,
    port: target.port,
    method: request.method,
    path,
    headers,
    setHost: false,
    agent: false,
  });
  const fail = () => refuse(response, 502, "The demo on the computer gives no usable response. Is it still running?");
  onward.on("error", fail);
  onward.on("response", (answer) => passBack(answer, response, { rewriteResponse, onJson }).catch(fail));
  response.on("close", () => onward.destroy());
  // Without a length or chunks, a body would be read as the next request; only a POST's always has one of them.
  if (request.method !== "POST") onward.end();
  else if (body) onward.end(body);
  else pipeline(request, onward, () => {});
}

async function passBack(answer, response, { rewriteResponse, onJson }) {
  const kept = Object.entries(answer.headers).filter(([name]) => !keptFromResponses.test(name));
  const headers = Object.fromEntries(kept);
  if (headers.location) headers.location = rewriteResponse.rewrite(headers.location);
  if (!isText.test(headers["content-type"] ?? "")) {
    response.writeHead(answer.statusCode, headers);
    return pipeline(answer, response, () => {});
  }
  delete headers["content-length"];
  if (onJson && answer.statusCode === 200) {
    const body = await readBody(answer);
    if (!body) throw new Error("the response is too large, or broke off");
    onJson(JSON.parse(body));
    response.writeHead(200, headers);
    return response.end(rewriteResponse.rewriteBytes(body));
  }
  response.writeHead(answer.statusCode, headers);
  // The page learns that its stream is open before the first event.
  response.flushHeaders();
  pipeline(answer, rewriteResponse.stream(), response, () => {});
}

function forwardedHeaders(request, target) {
  const forThisHop = (request.headers.connection ?? "").toLowerCase().split(/\s*,\s*/);
  const headers = { "host": target.host, "accept-encoding": "identity", "connection": "close" };
  for (const name of requestHeaders) {
    const value = request.headers[name];
    if (value !== undefined && !forThisHop.includes(name)) headers[name] = value;
  }
  if (request.headers.origin !== undefined) headers.origin = target.origin;
  return headers;
}

/** A body, or nothing if it is too large or breaks off. */
async function readBody(stream) {
  const chunks = [];
  let size = 0;
  try {
    for await (const chunk of stream) {
      size += chunk.length;
      if (size > maxJsonBytes) return undefined;
      chunks.push(chunk);
    }
  } catch {
    return undefined;
  }
  return Buffer.concat(chunks);
}
