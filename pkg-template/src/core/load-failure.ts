// Loaded when the module did not load: finds out why, tries again, and takes the inline copy where there is one.

import { decode } from "./base64.js";
import { ImageToVideoError } from "./error.js";
import { instantiate, isAddress, type WasmSource } from "./module.js";

/** What is known of a module that did not load. */
export interface LoadFailure {
  cause: unknown;
  /** Where the module is, or the module itself, as far as that was found out. */
  source: Awaited<WasmSource> | undefined;
  /** The answer to the request for it, if there was one. */
  answer: Response | undefined;
  /** Loads a copy of the module as base64. */
  findCopy: (() => Promise<{ default: string }>) | undefined;
}

/** What went wrong, and what to do about it. */
interface Reason {
  message: string;
  isNetwork?: boolean;
  /** Whether no copy of the module can run here. */
  isFinal?: boolean;
}

/** A module with a table of references: every browser that can run ours accepts it. */
const PROBE = Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0, 4, 4, 1, 111, 0, 1);

const INLINE = 'Or import "akool-image-to-video/inline", which needs no such file.';

/** Whether the content security policy refused the compilation: each engine says so in its own words. */
const isForbidden = (cause: unknown): boolean => /unsafe-eval|\bCSP\b|content.security/i.test(String(cause));

/** Requests a file, and tells whether it is the content security policy that refuses the request. */
const requestAgain = async (url: string): Promise<{ answer?: Response | undefined; isBlocked: boolean }> => {
  let isBlocked = false;
  const notice = () => {
    isBlocked = true;
  };
  globalThis.addEventListener?.("securitypolicyviolation", notice);
  const answer = await fetch(url).catch(() => undefined);
  // The event is a task of its own.
  if (!answer) await new Promise((resolve) => setTimeout(resolve));
  globalThis.removeEventListener?.("securitypolicyviolation", notice);
  return { answer, isBlocked };
};

/** Why bytes that did arrive are no module that runs here. */
const explainContent = async (file: string, answer: Response | undefined): Promise<Reason> => {
  const type = answer?.headers.get("content-type") ?? "";
  if (/html/.test(type))
    return {
      message: `${file} is not there: its server answered with an HTML page, as it does for every address that it does not know. Serve the .wasm file at this address. ${INLINE}`,
    };
  const bytes = new Uint8Array(answer ? await answer.arrayBuffer().catch(() => new ArrayBuffer(0)) : []);
  if (answer && String(bytes.subarray(0, 4)) !== String(PROBE.subarray(0, 4)))
    return {
      message: `${file} is no WebAssembly: its server answered with something else (${type || "of no type"}). Serve the .wasm file unchanged, as application/wasm. ${INLINE}`,
    };
  return {
    message: `${file} does not fit the package's scripts, or is damaged. Serve all files of the same version of the package, and reload the page without its cache.`,
  };
};

const explain = async (
  { cause, source, answer }: LoadFailure,
  again?: Response,
  isBlocked?: boolean,
): Promise<Reason> => {
  const url = answer?.url || (isAddress(source) ? String(source) : "");
  const file = url.replace(/[?#].*$/, "") || "The .wasm file";
  if (!globalThis.WebAssembly)
    return {
      message: `${file} cannot run: this browser has no WebAssembly. Use a current browser; Safari's Lockdown Mode turns WebAssembly off.`,
      isFinal: true,
    };
  if (isForbidden(cause))
    return {
      message: `${file} may not run: the page's content security policy forbids WebAssembly. Add 'wasm-unsafe-eval' to its script-src.`,
      isFinal: true,
    };
  if (isBlocked)
    return {
      message: `${file} may not be loaded: the page's content security policy forbids the request. Add its origin to connect-src. ${INLINE}`,
    };
  if (answer && !answer.ok)
    return {
      message: `${file} is not there: its server answered ${answer.status}. Serve the .wasm file at this address. ${INLINE}`,
    };
  if (!WebAssembly.validate(PROBE))
    return {
      message: `${file} cannot run: this browser is too old for it. Use a browser of the last three years.`,
      isFinal: true,
    };
  if (!source) return { message: `${file} has no address here: ${String(cause)}. ${INLINE}` };
  if (url && !answer)
    return {
      message: `${file} could not be loaded: its server is out of reach. Check the connection and try again.`,
      isNetwork: true,
    };
  if (!/^(Compile|Link)Error$/.test((cause as Error | undefined)?.name ?? ""))
    return { message: `${file} could not be started: ${String(cause)}.` };
  return explainContent(file, again);
};

/**
 * Starts the module after a failure: by another request if there was no answer, then by the inline copy. Rejects with an error that
 * names the file and says what to do.
 */
export const recover = async (failure: LoadFailure): Promise<unknown> => {
  const { cause, source, findCopy } = failure;
  let { answer } = failure;
  let isBlocked = false;
  let again: Response | undefined;
  const url = isAddress(source) ? String(source) : undefined;
  if (url !== undefined && globalThis.WebAssembly && !isForbidden(cause) && (!answer || answer.ok)) {
    const isFirst = !answer;
    ({ answer: again, isBlocked } = await requestAgain(url));
    answer ??= again;
    if (isFirst && again?.ok) {
      try {
        return await instantiate(again.clone());
      } catch {
        // It is looked at below.
      }
    }
  }
  const { message, isNetwork = false, isFinal } = await explain({ ...failure, answer }, again, isBlocked);
  const error = new ImageToVideoError({
    code: isNetwork ? "network" : "configuration",
    message,
    status: answer?.status as number,
    retryable: isNetwork,
    cause,
  });
  if (isFinal || !findCopy) throw error;
  const copy = await findCopy().catch(() => undefined);
  if (!copy) throw error;
  try {
    await instantiate(decode(copy.default));
  } catch (copyCause) {
    // The policy, say, which was not asked for a file that is missing.
    const { message: ofCopy } = await explain({
      cause: copyCause,
      source: "The inline copy",
      answer: undefined,
      findCopy,
    });
    throw isForbidden(copyCause)
      ? new ImageToVideoError({ code: "configuration", message: ofCopy, cause: copyCause })
      : error;
  }
  console.info(`akool-image-to-video: ${message} The inline copy was loaded instead.`);
};
