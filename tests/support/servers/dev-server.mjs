import { startChild, stopChild } from "../../../scripts/shared/children.mjs";
import { quietEnvironment } from "../project.mjs";

const startLimitMs = 120_000;

/** Starts a tool that serves a project on a port, and resolves once it answers. */
export async function startDevServer(program, programArguments, { cwd, url, env = {} }) {
  let output = "";
  const child = startChild(program, programArguments, {
    cwd,
    env: { ...quietEnvironment, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => reject(new Error(`${program} ended with status ${status}:\n${output}`)));
  });
  ended.catch(() => {});
  const limit = AbortSignal.timeout(startLimitMs);
  try {
    await Promise.race([untilAnswering(url, limit), ended]);
  } catch (error) {
    await stopChild(child);
    throw new Error(`${error.message}\n${output}`);
  }
  return { stop: () => stopChild(child), output: () => output };
}

async function untilAnswering(url, limit) {
  for (;;) {
    const answer = await fetch(url, { signal: limit }).catch(() => undefined);
    if (answer?.ok) return;
    if (limit.aborted) throw new Error(`${url} does not answer`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
