import { isEnding, stopChildren } from "./children.mjs";

/** Something the person at the keyboard can mend; the message is one line that says how. */
export class Failure extends Error {}

/** Runs a command's body and turns what it throws into one line and an exit status. */
export async function runMain(body) {
  try {
    await body();
  } catch (error) {
    // Then the handler of the signal ends the process.
    if (isEnding()) return;
    await stopChildren();
    console.error(error instanceof Failure ? `error: ${error.message}` : error);
    process.exit(1);
  }
}
