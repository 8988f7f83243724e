import type { ClientOptions } from "../types/options.js";
import { ImageToVideoError } from "./error.js";

/** A client's options with the defaults filled in. */
export type CompleteOptions = ClientOptions & Required<Pick<ClientOptions, "baseUrl" | "tokenUrl" | "timeoutMs">>;

/** The types that each option may have. */
const TYPES: Record<keyof ClientOptions, readonly string[]> = {
  baseUrl: ["string"],
  token: ["string", "function"],
  tokenUrl: ["string"],
  credentials: ["string"],
  headers: ["object"],
  fetch: ["function"],
  timeoutMs: ["number"],
  storage: ["object", "boolean"],
  scope: ["string"],
  events: ["boolean"],
  tabs: ["boolean"],
  direct: ["boolean"],
  retry: ["object"],
  onRequest: ["function"],
  onResponse: ["function"],
  logger: ["object"],
  dangerouslyAllowVendorCredential: ["boolean"],
};

const CREDENTIALS = ["omit", "same-origin", "include"];

const refuse = (message: string): never => {
  throw new ImageToVideoError({ code: "configuration", message });
};

/** The origin of this page. A file, a sandboxed frame and a test's empty page have none. */
const pageOrigin = (): string | undefined => {
  const origin = globalThis.location?.origin;
  return origin === "null" ? undefined : origin;
};

/**
 * Checks a client's options and fills in the defaults; `undefined` counts as absent. Whether a secret is among them that does not
 * belong here, the module decides.
 */
export const readOptions = (given?: ClientOptions): CompleteOptions => {
  const options: Record<string, unknown> & ClientOptions = { timeoutMs: 30_000 };
  const origin = pageOrigin();
  if (origin) options.baseUrl = origin;
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    const types = TYPES[name as keyof ClientOptions];
    if (!types) return refuse(`Remove the option ${name}: there is none of that name. Keys belong on the server.`);
    if (!types.includes(typeof value)) refuse(`Give ${name} as a ${types.join(" or a ")}.`);
    options[name] = value;
  }
  if (!options.baseUrl) return refuse("Give baseUrl: there is no page here with an origin to take it from.");
  if (options.credentials && !CREDENTIALS.includes(options.credentials))
    refuse(`Give credentials as one of ${CREDENTIALS.join(", ")}.`);
  if (!((options.timeoutMs as number) > 0)) refuse("Give timeoutMs as a positive number of milliseconds.");
  if (options.direct && !options.token) refuse("Give token as a string or a function: Akool has no token route.");
  // Paths begin with a slash.
  options.baseUrl = options.baseUrl.replace(/\/+$/, "");
  options.tokenUrl ??= `${options.baseUrl}/token`;
  return options as CompleteOptions;
};
