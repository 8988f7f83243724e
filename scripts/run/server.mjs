import { once } from "node:events";
import { createInterface } from "node:readline";
import { startChild, stopChild } from "../shared/children.mjs";
import { Failure } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";

/**
 * Starts one of this project's servers and waits until it listens. Everything it prints goes to `log`, a function
 * that takes a line.
 */
export async function startServer(program, { name, flags = [], env = {}, log }) {
  const child = startChild(program, flags, {
    cwd: root,
    env: { ...foreignEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const failed = new Promise((_, reject) => {
    child.once("error", (error) => reject(new Failure(`the ${name} cannot be started: ${error.message}`)));
  });
  const ended = once(child, "exit").then(([status, signal]) => ({ status, signal }));
  const lastLines = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    log(line);
    lastLines.splice(0, Math.max(0, lastLines.length - 4));
    lastLines.push(line);
  });
  const ready = new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      log(line);
      const found = /^ready (http:\/\/\S+)$/.exec(line);
      if (found) resolve(found[1]);
    });
  });
  const early = ended.then(({ status, signal }) => {
    throw new Failure(`the ${name} did not start (${signal ?? `status ${status}`}): ${lastLines.join(" ")}`);
  });
  const url = await Promise.race([ready, early, failed]);
  early.catch(() => {});
  return { name, url, processId: child.pid, ended, stop: () => stopChild(child) };
}

/** Starts the simulator. The secrets go through the environment, never through the command line. */
export function startSimulator(program, { apiKey, clientId, flags = [], log }) {
  const env = { AKOOL_SIMULATOR_API_KEY: apiKey, ...(clientId && { AKOOL_SIMULATOR_CLIENT_ID: clientId }) };
  return startServer(program, { name: "simulator", flags: ["--listen", "127.0.0.1:0", ...flags], env, log });
}

/** Starts the gateway, whose configuration is its environment. */
export function startGateway(program, { env, log }) {
  return startServer(program, { name: "gateway", env, log });
}

/**
 * What this process was given, less the variables of this project: a server gets those it is meant to have. A database's
 * URL in the environment is most likely another project's, and nothing is to be written there.
 */
function foreignEnvironment() {
  const isOurs = (name) => name.startsWith("AKOOL_") || /^DATABASE_URL(_FILE)?$/.test(name);
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOurs(name)));
}
