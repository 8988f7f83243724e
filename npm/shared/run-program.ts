import { spawn } from "node:child_process";
import { binaryVariable, findProgram, type Manifest, ProgramError } from "./find-program.js";

/** What asks a server to stop or to do something. Windows ends a program by force instead. */
const forwarded = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGUSR2"] as const;
/** What a terminal sends to every program in the foreground, so that the native program gets it by itself. */
const fromTerminal = new Set<string>(["SIGINT", "SIGQUIT"]);

/** How often the launcher looks whether npx is still there. */
const parentCheckMs = 500;

/** Runs the native program in place of this one: with its arguments, its standard streams, signals, and exit status. */
export function runProgram(manifest: Manifest) {
  let program: string;
  try {
    program = findProgram(manifest);
  } catch (error) {
    if (!(error instanceof ProgramError)) throw error;
    return fail(error.message);
  }
  // The gateway refuses variables that it does not know.
  const { [binaryVariable(manifest)]: _, ...env } = process.env;
  const child = spawn(program, process.argv.slice(2), { env, stdio: "inherit", windowsHide: true });
  const hasTerminal = [process.stdin, process.stdout, process.stderr].some(({ isTTY }) => isTTY);
  for (const signal of forwarded)
    process.on(signal, () => {
      if (!hasTerminal || !fromTerminal.has(signal)) child.kill(signal);
    });
  if (process.env.npm_command === "exec") stopWithParent(() => child.kill("SIGTERM"));
  child.once("error", (error) => fail(`${manifest.name}: ${program} cannot be started: ${error.message}`));
  child.once("exit", (status, signal) => {
    if (signal === null) return process.exit(status ?? 1);
    // The parent sees the signal, as if there were no launcher in between.
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

/** Someone who ends npx ends npm and its shell, and that shell passes no signal on. */
function stopWithParent(stop: () => void) {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    stop();
  }, parentCheckMs);
  timer.unref();
}

function fail(message: string) {
  console.error(message);
  process.exit(1);
}
