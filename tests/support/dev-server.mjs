import { startChild, stopChild } from "../../scripts/children.mjs";
import { quietEnvironment } from "./project.mjs";

/** Starts a tool that serves a project on a port, and resolves once it answers. */
export async function startDevServer(program, programArguments, { cwd, url }) {
  let output = "";
  const child = startChild(program, programArguments, { cwd, env: quietEnvironment, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (output += text));
  const ended = new Promise((_, reject) => {
    child.once("error", reject);
    child.once("exit", (status) => reject(new Error(`${program} ended with status ${status}:\n${output}`)));
  });
  ended.catch(() => {});
  await Promise.race([untilAnswering(url), ended]);
  return { stop: () => stopChild(child) };
}

async function untilAnswering(url) {
  for (;;) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
