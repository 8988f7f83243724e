import { spawn } from "node:child_process";
import { once } from "node:events";
import { capture } from "../../../scripts/shared/command.mjs";
import { root } from "../../../scripts/shared/paths.mjs";

/** Runs one of the repository's commands as a user would, in a process group of its own. */
export function startCommand(program, programArguments, { env = {}, cwd = root, stdin = "ignore" } = {}) {
  const child = spawn(program, programArguments, {
    cwd,
    env: { ...process.env, ...env },
    stdio: [stdin, "pipe", "pipe"],
    detached: true,
  });
  const output = { stdout: "", stderr: "" };
  for (const stream of ["stdout", "stderr"])
    child[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
  const ended = once(child, "close").then(([status, signal]) => ({ status, signal, ...output }));
  return { child, output, ended };
}

/** Resolves with the URL once a command has printed its ready line; rejects if it ends before. */
export const untilReady = async (command) => (await untilPrinted(command, /^ready (http:\/\/\S+)$/m))[1];

/** Resolves with the match once a command's output has one; rejects if the command ends before. */
export function untilPrinted(command, pattern) {
  const printed = new Promise((resolve) => {
    const look = () => {
      const found = pattern.exec(command.output.stdout);
      if (found) resolve(found);
    };
    command.child.stdout.on("data", look);
    look();
  });
  const early = command.ended.then(({ status, stderr }) => {
    throw new Error(`ended with status ${status} before it printed ${pattern}:\n${stderr}`);
  });
  early.catch(() => {});
  return Promise.race([printed, early]);
}

/** Every process below one, as `{ processId, command }`. */
export async function descendants(processId) {
  const { stdout } = await capture("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="]);
  const all = stdout
    .split("\n")
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter(Boolean)
    .map(([, id, parent, command]) => ({ processId: Number(id), parent: Number(parent), command }));
  const below = (id) =>
    all.filter(({ parent }) => parent === id).flatMap((found) => [found, ...below(found.processId)]);
  return below(processId);
}

/** Whether a process is there (and not merely waiting for its parent to take note of its end). */
export async function isAlive(processId) {
  const { stdout } = await capture("ps", ["-o", "stat=", "-p", String(processId)]);
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}
