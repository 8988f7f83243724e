import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { startChild } from "./children.mjs";
import { Failure } from "./failure.mjs";
import { root } from "./paths.mjs";

const outputGraceMs = 3000;

/** Runs a command to its end with its output on standard error; a status other than 0 is a {@link Failure}. */
export async function run(program, programArguments, { cwd = root, env = process.env, onFailure } = {}) {
  const { status } = await finish(program, programArguments, { cwd, env, stdio: ["ignore", 2, 2] });
  if (status === 0) return;
  throw new Failure(onFailure ?? `\`${[program, ...programArguments].join(" ")}\` failed (see above)`);
}

/** Runs a command to its end and returns what it printed. A program that does not exist has the status `undefined`. */
export async function capture(program, programArguments, { cwd = root, env = process.env } = {}) {
  const output = { stdout: "", stderr: "" };
  const { status } = await finish(
    program,
    programArguments,
    { cwd, env, stdio: ["ignore", "pipe", "pipe"] },
    (child) => {
      for (const stream of ["stdout", "stderr"]) {
        child[stream].setEncoding("utf8").on("data", (text) => (output[stream] += text));
      }
    },
  );
  return { status, ...output };
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
