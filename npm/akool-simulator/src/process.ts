import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";

/** How long a simulator may take to stop before it is ended by force. */
const stopLimitMs = 5000;
/** How many lines of the log an error shows. */
const shownLines = 5;

/** A running simulator. */
export interface RunningProcess {
  url: string;
  processId: number;
  /** Why it cannot answer any more, if it has ended. */
  whyGone(): string | undefined;
  stop(): Promise<void>;
}

/**
 * Starts the program and waits for its ready line. It ends when its standard input closes. The system closes that when
 * this process ends, in whatever way, so it never outlives this process.
 */
export async function startProcess(
  program: string,
  flags: string[],
  { env, log, limitMs }: { env: NodeJS.ProcessEnv; log: ((line: string) => void) | undefined; limitMs: number },
): Promise<RunningProcess> {
  const child = spawn(program, flags, { env, stdio: ["pipe", "pipe", "pipe"], windowsHide: true });
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => {
    log?.(line);
    lines.push(line);
    if (lines.length > shownLines) lines.shift();
  });
  const said = () => (lines.length > 0 ? `. It said:\n${lines.join("\n")}` : "");
  const ended = new Promise((resolve) => child.once("close", resolve));
  try {
    const url = await untilReady(child, limitMs);
    setReferenced(child, false);
    return {
      url,
      processId: child.pid ?? 0,
      whyGone: () => (hasEnded(child) ? `the simulator has ended (${howEnded(child)})${said()}` : undefined),
      stop: () => stop(child, ended),
    };
  } catch (error) {
    child.kill("SIGKILL");
    // So that its last words are here.
    if (child.pid !== undefined) await ended;
    throw new Error(`akool-simulator: ${(error as Error).message}${said()}${advice(lines)}`);
  }
}

function untilReady(child: ChildProcess & { stdout: NodeJS.ReadableStream }, limitMs: number) {
  return new Promise<string>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`it was not ready within ${limitMs} ms; \`startTimeoutMs\` allows more`)),
      limitMs,
    );
    const end = (message: string) => {
      clearTimeout(timer);
      reject(new Error(message));
    };
    child.once("error", (error) => end(`the program cannot be started: ${error.message}`));
    child.once("exit", () => end(`it ended before it was ready (${howEnded(child)})`));
    createInterface({ input: child.stdout }).on("line", (line) => {
      const url = /^ready (http:\/\/\S+)$/.exec(line)?.[1];
      if (!url) return;
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function stop(child: ChildProcess, ended: Promise<unknown>) {
  setReferenced(child, true);
  child.stdin?.end();
  const timer = setTimeout(() => child.kill("SIGKILL"), stopLimitMs);
  await ended;
  clearTimeout(timer);
}

/** Whether this process waits for the simulator. A test that forgets to stop it is not held up. */
function setReferenced(child: ChildProcess, isReferenced: boolean) {
  for (const one of [child, child.stdin, child.stdout, child.stderr] as (ChildProcess | Socket)[])
    if (isReferenced) one.ref();
    else one.unref();
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

const howEnded = ({ exitCode, signalCode }: ChildProcess) => signalCode ?? `status ${exitCode}`;

function advice(lines: string[]) {
  const isTaken = lines.some((line) => /address (already )?in use|only one usage of each socket/i.test(line));
  return isTaken ? "\nAnother program uses this port: choose another one, or leave `port` out for a free one." : "";
}
