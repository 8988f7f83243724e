/** The names under which a server of this machine may write its URLs. */
const loopbackHosts = ["127.0.0.1", "localhost", "[::1]"];

/**
 * The simulator that `AKOOL_GATEWAY_UPSTREAM` names, if it names one on this machine. A phone gets its videos through the
 * proxy; those of Akool and of servers elsewhere it fetches itself.
 */
export function ownSimulator(upstream) {
  if (!upstream || !URL.canParse(upstream)) return undefined;
  const { protocol, hostname, origin } = new URL(upstream);
  const isLocal = loopbackHosts.includes(hostname) || hostname.endsWith(".localhost");
  return protocol === "http:" && isLocal ? origin : undefined;
}

/** The origins that can mean the same server of this machine. */
export function loopbackOrigins({ port }) {
  return loopbackHosts.map((host) => `http://${port ? `${host}:${port}` : host}`);
}
