import { once } from "node:events";
import { createServer } from "node:http";
import { forward } from "./forward.mjs";
import { refuse, refuseToken, welcome } from "./replies.mjs";
import { loopbackOrigins } from "./own-simulator.mjs";
import { createRewriter } from "./rewrite.mjs";

const cookieName = "pairing";
const methods = ["GET", "HEAD", "POST", "DELETE"];
/** Videos and previews of the simulator, and nothing else of it, are below this path. */
const simulatorPrefix = "/_simulator";
const simulatorMedia = /^\/media\/(effects\/)?[\w-][\w.-]*$/;

const unpaired =
  "This phone is not paired. Scan the code in the terminal that runs <code>npm start</code>; press Enter there for a new code.";
const messages = {
  spent: "This code was used already, or is too old. Press Enter in the terminal for a new one, and scan that.",
  wrong: "This code is wrong. Scan the newest one in the terminal.",
  withdrawn: "Too many wrong codes were tried. Press Enter in the terminal for a new one.",
};

/**
 * Serves the demo of this machine on one address of the local network, to paired phones only. The gateway stays on
 * loopback. `onPairing` is told what became of every code that was tried.
 */
export async function startPhoneProxy({ address, port, gatewayUrl, simulatorUrl, pairing, onPairing = () => {} }) {
  const gateway = new URL(gatewayUrl);
  const simulator = simulatorUrl && new URL(simulatorUrl);
  const server = createServer({ requireHostHeader: true });
  server.maxConnections = 256;
  const lan = await listen(server, address, port);

  const servers = [[gateway, `${lan.origin}/`]];
  if (simulator) servers.push([simulator, `${lan.origin}${simulatorPrefix}/`]);
  // A server may write its URLs with another name of this machine than the one by which it was given. Of two servers'
  // pairs for the same URL the last one counts, which has the name that was given.
  const otherNames = servers.flatMap(([server, outside]) =>
    loopbackOrigins(server).map((inside) => [`${inside}/`, outside]),
  );
  const givenNames = servers.map(([server, outside]) => [`${server.origin}/`, outside]);
  const rewriteResponse = createRewriter([...otherNames, ...givenNames]);
  const rewriteRequest = createRewriter(servers.map(([server, outside]) => [outside, `${server.origin}/`]));
  const pass = (request, response, options) =>
    forward(request, response, { rewriteRequest, rewriteResponse, ...options }).catch(() => response.destroy());

  server.on("request", (request, response) => {
    request.on("error", () => {});
    response.on("error", () => {});
    if (!isOwnPage(request, lan)) return refuse(response, 403, "This address answers to its own pages only.");
    if (!methods.includes(request.method)) return refuse(response, 405, "This method is not supported.");
    const { pathname, search } = new URL(`${lan.origin}${request.url}`);

    const code = /^\/pair\/([^/]+)$/.exec(pathname)?.[1];
    // Apps that show a preview of a link must not use up its code.
    const isVisit = request.method === "GET" && !("sec-purpose" in request.headers);
    if (code && isVisit) return pair(code, response, { pairing, onPairing });

    const phone = pairing.findPhone(cookieOf(request));
    if (!phone) return refuse(response, 403, unpaired);

    if (pathname.startsWith(`${simulatorPrefix}/`)) {
      const path = pathname.slice(simulatorPrefix.length);
      const isMedia = simulator && simulatorMedia.test(path) && ["GET", "HEAD"].includes(request.method);
      return isMedia ? pass(request, response, { target: simulator, path }) : refuse(response, 404, "Nothing is here.");
    }

    const { authorization } = request.headers;
    if (authorization !== undefined && !phone.hasToken(authorization.replace(/^Bearer /i, "")))
      return refuseToken(response);
    const isTokenRequest = request.method === "POST" && pathname === "/token";
    pass(request, response, {
      target: gateway,
      path: `${pathname}${search}`,
      onJson: isTokenRequest ? (grant) => phone.addToken(grant.access_token, grant.expires_in) : undefined,
    });
  });

  return {
    url: lan.origin,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Takes the port, or a free one if another program has it. */
async function listen(server, address, port) {
  for (const tried of port > 65535 ? [0] : [port, 0]) {
    try {
      server.listen(tried, address);
      await once(server, "listening");
      return new URL(`http://${address}:${server.address().port}`);
    } catch (error) {
      if (error.code !== "EADDRINUSE" || tried === 0) throw error;
    }
  }
}

/**
 * Whether a request was written for this very address, by a page of it or by nothing. A page elsewhere that points its own
 * name here shows in `Host`, and one that calls this address shows in `Origin`.
 */
function isOwnPage({ url, headers, rawHeaders }, lan) {
  const hosts = rawHeaders.filter((name, index) => index % 2 === 0 && name.toLowerCase() === "host");
  const { origin, "sec-fetch-site": site } = headers;
  return (
    url.startsWith("/") &&
    hosts.length === 1 &&
    headers.host === lan.host &&
    (origin === undefined || origin === lan.origin) &&
    (site === undefined || site === "same-origin" || site === "none")
  );
}

function pair(code, response, { pairing, onPairing }) {
  const { outcome, secret } = pairing.redeem(code);
  if (outcome === "paired") welcome(response, `${cookieName}=${secret}; Path=/; HttpOnly; SameSite=Strict`);
  else refuse(response, 403, messages[outcome]);
  onPairing(outcome);
}

function cookieOf({ headers }) {
  const pairs = (headers.cookie ?? "").split(/;\s*/).map((pair) => pair.split("="));
  return pairs.find(([name]) => name === cookieName)?.[1];
}
