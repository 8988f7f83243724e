import { BlockList, isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";
import { Failure } from "../../shared/failure.mjs";
import { say } from "../../shared/say.mjs";

/** Networks that the internet does not route to. On any other address the demo would be open to all of it. */
const local = new BlockList();
for (const [network, bits] of [
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
  ["192.0.2.0", 24],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
])
  local.addSubnet(network, bits, "ipv4");

/** This machine's IPv4 addresses in local networks. */
export function lanAddresses(interfaces = networkInterfaces()) {
  return Object.values(interfaces)
    .flat()
    .filter(({ family, internal, address }) => family === "IPv4" && !internal && local.check(address))
    .map(({ address }) => address);
}

/**
 * The address on which phones are to reach the demo, if they are: `--host` alone takes the first one of this machine,
 * `--host ADDRESS`, `--host=ADDRESS` and `HOST=ADDRESS` name one.
 */
export function phoneAddress(programArguments, host, addresses = lanAddresses()) {
  const wanted = wantedAddress(programArguments, host);
  if (wanted === undefined) return undefined;
  if (addresses.length === 0)
    throw new Failure("this machine has no IPv4 address in a local network: connect it to the phone's network");
  if (wanted === "") return addresses[0];
  if (addresses.includes(wanted)) return wanted;
  throw new Failure(`${wanted} is no local address of this machine: use ${addresses.join(" or ")}, or --host alone`);
}

/** `undefined`: none; an empty text: any. */
function wantedAddress(programArguments, host) {
  const index = programArguments.findIndex((argument) => /^--host(=|$)/.test(argument));
  if (index >= 0) {
    const [, named] = programArguments[index].split("=");
    const next = programArguments[index + 1] ?? "";
    return named ?? (next.startsWith("-") ? "" : next);
  }
  if (!host) return undefined;
  if (isIPv4(host)) return host;
  // Some shells and conda set it to a name of the machine. That does not ask for opening the demo to a network.
  say(`HOST=${host} is not an IPv4 address, so only this machine reaches the demo.`);
  return undefined;
}
