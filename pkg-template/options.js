import { ImageToVideoError } from "./error.js";

/** What there is, and what each has to be. */
const KNOWN = {
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
  dangerouslyAllowVendorCredential: ["boolean"],
};

const CREDENTIALS = ["omit", "same-origin", "include"];

const refuse = (message) => {
  throw new ImageToVideoError({ code: "configuration", message });
};

/** Where this page came from; a file, a sandboxed frame and a test's empty page came from nowhere. */
const pageOrigin = () => {
  const origin = globalThis.location?.origin;
  return origin === "null" ? undefined : origin;
};

/**
 * A client's options with everything filled in; `undefined` is as good as absent. What is a secret that does not belong here, the
 * module decides.
 */
export const readOptions = (given) => {
  const options = { baseUrl: pageOrigin(), timeoutMs: 30_000 };
  for (const [name, value] of Object.entries(given ?? {})) {
    if (value === undefined) continue;
    if (!KNOWN[name]) refuse(`Remove the option ${name}: there is none of that name. Keys belong on the server.`);
    if (!KNOWN[name].includes(typeof value)) refuse(`Give ${name} as a ${KNOWN[name].join(" or a ")}.`);
    options[name] = value;
  }
  if (!options.baseUrl) refuse("Give baseUrl: there is no page here with an origin to take it from.");
  if (options.credentials && !CREDENTIALS.includes(options.credentials))
    refuse(`Give credentials as one of ${CREDENTIALS.join(", ")}.`);
  if (!(options.timeoutMs > 0)) refuse("Give timeoutMs as a positive number of milliseconds.");
  if (options.direct && !options.token) refuse("Give token as a string or a function: the vendor has no token route.");
  // Paths begin with a slash.
  options.baseUrl = options.baseUrl.replace(/\/+$/, "");
  options.tokenUrl ??= `${options.baseUrl}/token`;
  return options;
};
