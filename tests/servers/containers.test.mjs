import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { openImages } from "../support/servers/images.mjs";
import { descendants, untilReady } from "../support/servers/processes.mjs";

const user = "65532:65532";
const apiKey = randomBytes(16).toString("hex");
const settings = {
  AKOOL_API_KEY: apiKey,
  AKOOL_GATEWAY_LISTEN: "127.0.0.1:0",
  AKOOL_GATEWAY_MASTER_SECRET: randomBytes(32).toString("base64url"),
  AKOOL_GATEWAY_LOGIN_FREE: "1",
};
/** Why images cannot be built here, if so: only Linux has what containers are made of, and it may be forbidden there. */
const reason =
  process.platform !== "linux"
    ? "buildah builds images on Linux only"
    : (await capture("unshare", ["--mount", "true"])).status !== 0 && "this machine allows no mount namespaces";
const onLinux = { skip: reason };

let images, gateway, simulator;
before(async () => {
  if (onLinux.skip) return;
  images = await openImages();
  gateway = await images.build("crates/gateway/Dockerfile", "gateway");
  simulator = await images.build("crates/simulator/Dockerfile", "simulator");
});
after(() => images?.close());

/** The process of a container's program, and the user that it runs as. */
async function programOf(command, name) {
  const found = (await descendants(command.child.pid)).filter(
    ({ command: line }) => line.split(" ")[0] === `/usr/local/bin/${name}`,
  );
  assert.equal(found.length, 1, JSON.stringify(found));
  const [{ processId }] = found;
  const status = await readFile(`/proc/${processId}/status`, "utf8");
  const [[, userId], [, groupId]] = [/^Uid:\s+(\d+)/m.exec(status), /^Gid:\s+(\d+)/m.exec(status)];
  return { processId, user: `${userId}:${groupId}` };
}

/** Starts both servers, the simulator first, and ends them after the test. */
async function startContainer(t, name, config, options) {
  const command = await images.start(name, config, options);
  const url = await untilReady(command);
  const program = await programOf(command, `akool-${name}`);
  const stop = async () => {
    process.kill(program.processId, "SIGTERM");
    return command.ended;
  };
  t.after(() => command.child.exitCode ?? stop());
  return { url, user: program.user, stop };
}

const simulatorArguments = ["--listen", "127.0.0.1:0", "--quality", "preview"];

test("the images run their programs as a user without rights, answer, and end by a signal", onLinux, async (t) => {
  assert.deepEqual([gateway.User, simulator.User], [user, user]);
  const upstream = await startContainer(t, "simulator", simulator, {
    containerArguments: simulatorArguments,
    env: { AKOOL_SIMULATOR_API_KEY: apiKey },
  });
  assert.equal(upstream.user, user);
  const server = await startContainer(t, "gateway", gateway, {
    env: { ...settings, AKOOL_GATEWAY_UPSTREAM: upstream.url },
  });
  assert.equal(server.user, user);
  assert.equal((await fetch(`${server.url}/healthz`)).status, 200);
  const ready = await fetch(`${server.url}/readyz`);
  assert.equal(ready.status, 200, await ready.text());
  const { access_token } = await (await fetch(`${server.url}/token`, { method: "POST" })).json();
  const credits = await fetch(`${server.url}/api/open/v3/faceswap/quota/info`, {
    headers: { authorization: `Bearer ${access_token}` },
  });
  assert.equal(credits.status, 200, await credits.text());
  assert.equal((await server.stop()).status, 0);
  assert.equal((await upstream.stop()).status, 0);
});

test("in its image the gateway checks its configuration, and knows its address and data folder", onLinux, async () => {
  const variables = Object.fromEntries(gateway.Env.map((line) => line.split(/=(.*)/s).slice(0, 2)));
  assert.equal(variables.AKOOL_GATEWAY_LISTEN, "0.0.0.0:8080");
  assert.ok("8080/tcp" in gateway.ExposedPorts && variables.AKOOL_GATEWAY_DATA_DIR in gateway.Volumes);
  const check = async (env) =>
    (await images.start("gateway", gateway, { containerArguments: ["check-config"], env })).ended;
  const right = await check(settings);
  assert.equal(right.status, 0, right.stderr);
  assert.match(right.stdout, /The configuration is in order/);
  const faulty = await check({ ...settings, AKOOL_API_KEY: "" });
  assert.equal(faulty.status, 78, faulty.stderr);
  assert.match(`${faulty.stdout}${faulty.stderr}`, /AKOOL_API_KEY/);
});

test(
  "an image holds its program and nothing else, and its user can write to the data folder only",
  onLinux,
  async () => {
    const files = async (name) =>
      (await images.contents(name)).filter(({ path }) => !/^(usr|usr\/local|usr\/local\/bin)\/$/.test(path));
    const [program, ...rest] = (await files("gateway")).toSorted((one, other) => other.path.localeCompare(one.path));
    assert.deepEqual(program, { mode: "-rwxr-xr-x", owner: "0/0", path: "usr/local/bin/akool-gateway" });
    assert.deepEqual(rest, [{ mode: "drwxr-xr-x", owner: user.replace(":", "/"), path: "data/" }]);
    assert.deepEqual(await files("simulator"), [
      { mode: "-rwxr-xr-x", owner: "0/0", path: "usr/local/bin/akool-simulator" },
    ]);
  },
);

test("the simulator's image understands its own arguments", onLinux, async () => {
  assert.deepEqual(simulator.Cmd.slice(0, 2), ["--listen", "0.0.0.0:8800"]);
  assert.ok("8800/tcp" in simulator.ExposedPorts);
  const help = await (await images.start("simulator", simulator, { containerArguments: [...simulator.Cmd, "--help"] }))
    .ended;
  assert.equal(help.status, 0, help.stderr);
});
