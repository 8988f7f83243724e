import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onEnd } from "../shared/children.mjs";
import { takeGatewayEnvironment } from "./environment.mjs";
import { Failure, runMain } from "../shared/failure.mjs";
import { builtPageDirectory, stateDirectory } from "../shared/paths.mjs";
import { phoneAddress } from "./phone/address.mjs";
import { ownSimulator } from "./phone/own-simulator.mjs";
import { startPhoneDemo } from "./phone/phone.mjs";
import { chosenPort } from "./port.mjs";
import { buildPackage, buildPage, buildServers } from "../build/products.mjs";
import { say } from "../shared/say.mjs";
import { startGateway, startSimulator } from "./server.mjs";
import { setUpForServers, setUpTools } from "../setup/setup.mjs";

const settings = takeGatewayEnvironment();
const useVendor = Boolean(settings.AKOOL_API_KEY ?? settings.AKOOL_API_KEY_FILE);

await runMain(async () => {
  // First, so that no one waits for a build to learn that the port is taken.
  const port = await chosenPort();
  const lanAddress = phoneAddress(process.argv.slice(2), process.env.HOST);
  if (lanAddress) refuseOtherGateways();
  await setUpForServers();
  // Side by side: some of the package's steps use one core only.
  const [programs] = await Promise.all([buildServers(), buildWeb()]);

  const folder = useVendor ? stateDirectory : await temporaryFolder();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const servers = useVendor ? [] : [await simulator(programs.simulator, folder)];
  const [simulatorServer] = servers;
  const gatewayServer = await gateway(programs.gateway, folder, port);
  servers.push(gatewayServer);

  if (lanAddress) {
    const gatewayUrl = gatewayServer.url;
    const simulatorUrl = simulatorServer?.url ?? ownSimulator(settings.AKOOL_GATEWAY_UPSTREAM);
    await startPhoneDemo({ address: lanAddress, port: port + 1, gatewayUrl, simulatorUrl });
  }
  say(whereJobsGo());
  say(`Logs are in ${folder}. Ctrl-C ends everything.`);
  console.log(`ready ${gatewayServer.url}`);

  const { name, status, signal } = await Promise.race(
    servers.map(({ name, ended }) => ended.then((end) => ({ name, ...end }))),
  );
  throw new Failure(`the ${name} ended unexpectedly (${signal ?? `status ${status}`}), see its log in ${folder}`);
});

function whereJobsGo() {
  if (!useVendor) return "Jobs go to the simulator on this machine: no account, no cost.";
  const upstream = settings.AKOOL_GATEWAY_UPSTREAM;
  return upstream ? `Jobs go to ${upstream}, as AKOOL_GATEWAY_UPSTREAM says.` : "Jobs go to Akool and cost credits.";
}

/** Phones are served what this command starts: a gateway without a login at its own address. */
function refuseOtherGateways() {
  for (const name of ["AKOOL_GATEWAY_LISTEN", "AKOOL_GATEWAY_LOGIN_FREE", "AKOOL_GATEWAY_PUBLIC_URL"])
    if (name in settings) throw new Failure(`the demo cannot be opened to phones with ${name}: unset it`);
}

async function buildWeb() {
  await buildPackage(await setUpTools());
  await buildPage();
}

async function simulator(program, folder) {
  settings.AKOOL_API_KEY = randomBytes(24).toString("base64url");
  settings.AKOOL_CLIENT_ID = randomBytes(18).toString("base64url");
  delete settings.AKOOL_CLIENT_ID_FILE;
  const started = await startSimulator(program, {
    apiKey: settings.AKOOL_API_KEY,
    clientId: settings.AKOOL_CLIENT_ID,
    log: logFile(folder, "simulator"),
  });
  settings.AKOOL_GATEWAY_UPSTREAM = started.url;
  return started;
}

async function gateway(program, folder, port) {
  const env = {
    AKOOL_GATEWAY_LISTEN: `127.0.0.1:${port}`,
    AKOOL_GATEWAY_LOGIN_FREE: "1",
    AKOOL_GATEWAY_DATA_DIR: join(folder, "data"),
    AKOOL_GATEWAY_PAGE_DIR: builtPageDirectory,
    ...settings,
  };
  if (!env.AKOOL_GATEWAY_MASTER_SECRET && !env.AKOOL_GATEWAY_MASTER_SECRET_FILE) {
    env.AKOOL_GATEWAY_MASTER_SECRET_FILE = await masterSecretFile(folder);
  }
  return startGateway(program, { env, log: logFile(folder, "gateway") });
}

/** Kept beside the gateway's data, which cannot be read without it. */
async function masterSecretFile(folder) {
  const path = join(folder, "master-secret");
  const secret = randomBytes(32).toString("base64url");
  await writeFile(path, secret, { flag: "wx", mode: 0o600 }).catch((error) => {
    if (error.code !== "EEXIST") throw error;
  });
  return path;
}

/** The simulator forgets its jobs when it ends, so what the gateway knows of them ends with it. */
async function temporaryFolder() {
  const folder = await mkdtemp(join(tmpdir(), "akool-image-to-video-"));
  onEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function logFile(folder, name) {
  const stream = createWriteStream(join(folder, `${name}.log`), { flags: "a", mode: 0o600 });
  return (line) => stream.write(`${line}\n`);
}
