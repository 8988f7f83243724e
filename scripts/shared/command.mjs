import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { startChild, stopChild } from "./children.mjs";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";

const outputGraceMs = 3000;

/** Runs a command to its end with its output on standard error; a status other than 0 is a {@link Failure}. */
export async function run(program, programArguments, { cwd = root, env = process.env, onFailure } = {}) {
  const { status } = await finish(program, programArguments, { cwd, env, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  throw new Failure(onFailure ?? `\`${[program, ...programArguments].join(" ")}\` failed (see above)`);
}

/**
 * Runs a command to its end and returns what it printed. A program that does not exist has the status `undefined`. One
 * that still runs after `limitMs`, or when `signal` aborts, is ended with everything it started, and `wasEnded` is true.
 */
export async function capture(program, programArguments, { cwd = root, env = process.env, limitMs, signal } = {}) {
  const output = { stdout: "", stderr: "" };
  let wasEnded = false;
  const { status } = await finish(
    program,
    programArguments,
    { cwd, env, stdio: ["ignore", "pipe", "pipe"] },
    (child) => {
      for (const stream of ["stdout", "stderr"]) {
        child[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
      }
      const end = () => {
        wasEnded = true;
        stopChild(child);
      };
      const timer = limitMs && setTimeout(end, limitMs);
      signal?.addEventListener("abort", end);
      child.once("close", () => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", end);
      });
    },
  );
  return { status, wasEnded, ...output };
}

/** Runs a command to its end, shows its output as it comes, and returns its status and its lines. */
export async function show(program, programArguments, { cwd = root, env = process.env } = {}) {
  let text = "";
  const { status } = await finish(
    program,
    programArguments,
    { cwd, env, stdio: ["ignore", "pipe", "pipe"] },
    (child) => {
      for (const stream of ["stdout", "stderr"]) {
        child[stream].setEncoding("utf8").on("data", (piece) => {
          process[stream].write(piece);
          text += piece;
        });
      }
    },
  );
  return { status, lines: stripVTControlCharacters(text).split("\n") };
}

/** The full path of a program on a search path, or `undefined`. */
export function findProgram(name, searchPath = process.env.PATH ?? "") {
  return searchPath
    .split(delimiter)
    .filter(Boolean)
    .map((directory) => join(directory, name))
    .find(isExecutable);
}

/** Whether a path is a file that may be run. */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** An environment in which the programs of some directories are found first. */
export function withPath(directories, env = process.env) {
  return { ...env, PATH: [...directories, env.PATH ?? ""].join(delimiter) };
}

function finish(program, programArguments, options, attach = () => {}) {
  return new Promise((resolve, reject) => {
    const child = startChild(program, programArguments, options);
    child.once("error", (error) => (error.code === "ENOENT" ? resolve({ status: undefined }) : reject(error)));
    // "close" comes after the last byte of output, "exit" may come before it; but "close" never comes while something
    // the child left behind holds its output open.
    child.once("close", (status) => resolve({ status: status ?? 1 }));
    child.once("exit", (status) => setTimeout(() => resolve({ status: status ?? 1 }), outputGraceMs).unref());
    attach(child);
  });
}
