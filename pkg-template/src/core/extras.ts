// Loaded by clients that are given retry settings, hooks or a logger.

import type { ClientOptions, IncomingResponse, OutgoingRequest } from "../types/options.js";
import { ImageToVideoError } from "./error.js";
import type { CompleteOptions } from "./options.js";

/** The parts of an answer that are observed. An upload that was given up has none of them. */
interface Answer {
  readonly status?: number;
  readonly headers?: Pick<Headers, "get">;
}

/** Sends a request by `send`, and lets the hooks and the logger see it. Without headers, only the logger does. */
export type Observe = <Response extends Answer>(
  request: Omit<OutgoingRequest, "headers"> & { headers?: Headers },
  send: () => Promise<Response>,
) => Promise<Response>;

/** A client's options with what this file adds. */
export type ObservedOptions = ClientOptions & { observe?: Observe };

/** An address without what may be secret in it. */
const withoutSecrets = (url: string): string => url.replace(/[?#].*$/, "").replace(/\/\/[^/@]*@/, "//");

const isCount = (value: unknown) => Number.isInteger(value) && (value as number) >= 0;
const isDelay = (value: unknown) => Number.isFinite(value) && (value as number) >= 0;

const checkRetry = ({ attempts, delaysMs }: NonNullable<ClientOptions["retry"]>) => {
  const isValid =
    (attempts === undefined || isCount(attempts)) &&
    (delaysMs === undefined || (Array.isArray(delaysMs) && delaysMs.length > 0 && delaysMs.every(isDelay)));
  if (isValid) return;
  const message =
    "Give retry as { attempts, delaysMs }: a whole number, and a list of milliseconds that are not negative.";
  throw new ImageToVideoError({ code: "configuration", message });
};

/** Checks the retry settings, and adds what shows requests to the hooks and the logger. */
export const addExtras = (options: CompleteOptions): CompleteOptions & ObservedOptions => {
  const { retry, onRequest, onResponse, logger } = options;
  if (retry) checkRetry(retry);
  if (!onRequest && !onResponse && !logger) return options;
  const call = async <Value>(name: string, hook: ((value: Value) => unknown) | undefined, value: Value) => {
    try {
      await hook?.(value);
    } catch (thrown) {
      (logger ?? console).error(`akool-image-to-video: ${name} failed`, thrown);
    }
  };
  const observe: Observe = async ({ url, method, headers }, send) => {
    if (headers) await call("onRequest", onRequest, { url, method, headers });
    const startMs = performance.now();
    const log = (level: "debug" | "warn", outcome: string, details: object) => {
      const durationMs = Math.round(performance.now() - startMs);
      const text = `akool-image-to-video: ${method} ${withoutSecrets(url)}: ${outcome} after ${durationMs} ms`;
      logger?.[level](text, { ...details, durationMs });
    };
    try {
      const response = await send();
      const { status } = response;
      if (status === undefined) {
        log("warn", "no answer", {});
        return response;
      }
      const requestId = response.headers?.get("x-request-id") ?? undefined;
      const known = { status, ...(requestId !== undefined && { requestId }) };
      log("debug", `${status}${requestId === undefined ? "" : ` (request ${requestId})`}`, known);
      const seen: IncomingResponse = { url, method, ...known, durationMs: performance.now() - startMs };
      if (headers) await call("onResponse", onResponse, seen);
      return response;
    } catch (error) {
      // Its message may hold an address with its query.
      const name = (error as Error | undefined)?.name;
      log(name === "AbortError" ? "debug" : "warn", `no answer (${name})`, {});
      throw error;
    }
  };
  return { ...options, observe };
};
