import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { builtProgram } from "../../../scripts/shared/paths.mjs";
import { startGateway, startSimulator } from "../../../scripts/run/server.mjs";

/** Quick, small videos. */
export const quickSimulator = ["--quality", "preview", "--speed", "4", "--credits", "1000000"];

/**
 * Starts the simulator and, before it, the gateway, on free ports, as production would run them. `secrets` and `logs`
 * let a test look for what came out.
 */
export async function startStack({
  simulatorFlags = quickSimulator,
  origins = [],
  pageDirectory,
  gatewayEnvironment = {},
} = {}) {
  const folder = await mkdtemp(join(tmpdir(), "akool-stack-"));
  const secrets = {
    apiKey: newSecret(),
    clientId: newSecret(),
    masterSecret: newSecret(),
  };
  const logs = [];
  const started = [];
  const stop = async () => {
    await Promise.all(started.map((server) => server.stop()));
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const simulator = await startSimulator(builtProgram("akool-simulator"), {
      apiKey: secrets.apiKey,
      clientId: secrets.clientId,
      flags: simulatorFlags,
      log: (line) => logs.push(`simulator: ${line}`),
    });
    started.push(simulator);
    const gatewayOn = async (listen) => {
      const gateway = await startGateway(builtProgram("akool-gateway"), {
        env: {
          AKOOL_API_KEY: secrets.apiKey,
          AKOOL_CLIENT_ID: secrets.clientId,
          AKOOL_GATEWAY_UPSTREAM: simulator.url,
          AKOOL_GATEWAY_LISTEN: listen,
          AKOOL_GATEWAY_MASTER_SECRET: secrets.masterSecret,
          AKOOL_GATEWAY_LOGIN_FREE: "1",
          AKOOL_GATEWAY_DATA_DIR: join(folder, "data"),
          ...(origins.length > 0 && { AKOOL_GATEWAY_ORIGINS: origins.join(",") }),
          ...(pageDirectory && { AKOOL_GATEWAY_PAGE_DIR: pageDirectory }),
          ...gatewayEnvironment,
        },
        log: (line) => logs.push(`gateway: ${line}`),
      });
      started.push(gateway);
      return gateway;
    };
    const gateway = await gatewayOn("127.0.0.1:0");
    return {
      simulator,
      gateway,
      secrets,
      logs,
      stop,
      /** Starts a gateway that ended again: the same address, the same data. */
      startGatewayAgain: () => gatewayOn(new URL(gateway.url).host),
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Random, so that it is unmistakable wherever it turns up, and as long as a key that webhooks can be encrypted with. */
function newSecret() {
  return randomBytes(24).toString("base64url");
}
