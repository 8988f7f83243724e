import { say } from "../../shared/say.mjs";
import { createPairing } from "./pairing.mjs";
import { startPhoneProxy } from "./proxy.mjs";

/** Serves the demo to phones in the local network, and prints how a phone gets to it. */
export async function startPhoneDemo({ address, port, gatewayUrl, simulatorUrl }) {
  const { renderUnicodeCompact } = await import("uqr");
  const pairing = createPairing();
  const proxy = await startPhoneProxy({
    address,
    port,
    gatewayUrl,
    simulatorUrl,
    pairing,
    onPairing(outcome) {
      if (outcome === "paired") say("A phone is paired. Press Enter for the code of another one.");
      if (outcome === "withdrawn")
        say("Too many wrong codes were tried, so the code works no longer. Press Enter for a new one.");
    },
  });
  const invite = () => {
    const url = `${proxy.url}/pair/${pairing.issueCode()}`;
    say(
      `\n${colour(renderUnicodeCompact(url, { border: 2 }))}\n\nOn a phone in the same network, scan this code or open ${url}`,
    );
  };
  invite();
  say(
    [
      "The phone then shows this demo, through the gateway of this machine; without a code, nothing here can be reached.",
      "The code works once, within ten minutes; press Enter for a new one. A phone stays paired until this ends.",
      "The connection is not encrypted: use a network that you trust.",
      ...(simulatorUrl ? [] : ["Videos that are made on the phone cost credits of your account."]),
    ].join("\n"),
  );
  process.stdin.on("data", invite).on("error", () => {});
}

/** Colours that scanners expect, whatever those of the terminal are. */
function colour(code) {
  if (!process.stderr.isTTY) return code;
  const lines = code.split("\n").map((line) => `\x1b[97;40m${line}\x1b[0m`);
  return lines.join("\n");
}
