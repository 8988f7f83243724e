import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";

const graceMs = 5000;
const living = new Set();
const beforeEnd = [];
let listening = false;
let ending = false;

/** Whether a signal is ending this process; what fails from then on is no news. */
export function isEnding() {
  return ending;
}

/**
 * Starts a program at the head of a process group of its own, so that what it starts in turn can be ended with it.
 * However this process is told to end, {@link stopChildren} runs first.
 */
export function startChild(program, programArguments, options = {}) {
  listenForSignals();
  const child = spawn(program, programArguments, { ...options, detached: true });
  living.add(child);
  child.once("exit", () => living.delete(child));
  child.once("error", () => living.delete(child));
  return child;
}

/** Ends a child and everything it started: politely, then by force. */
export async function stopChild(child) {
  if (child.pid === undefined) return;
  const ended = child.exitCode !== null || child.signalCode !== null ? Promise.resolve() : once(child, "exit");
  signalGroup(child.pid, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child.pid, "SIGKILL"), graceMs);
  await ended;
  clearTimeout(timer);
  signalGroup(child.pid, "SIGKILL");
}

/** Ends every child. */
export async function stopChildren() {
  await Promise.all([...living].map(stopChild));
}

function signalGroup(groupId, signal) {
  try {
    process.kill(-groupId, signal);
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
  }
}

/** Has something done after the children are gone when a signal ends this process. */
export function onEnd(action) {
  beforeEnd.push(action);
}

function listenForSignals() {
  if (listening) return;
  listening = true;
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, async () => {
      if (ending) return;
      ending = true;
      await stopChildren();
      for (const action of beforeEnd) await action();
      process.exit(128 + constants.signals[signal]);
    });
  }
}
