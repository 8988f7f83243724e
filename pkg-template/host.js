import { ImageToVideoError } from "./error.js";

/**
 * What the module asks of JavaScript: it decides nothing, it moves bytes, reads a date and makes the error.
 */
export const host = {
  error: (fields) => new ImageToVideoError(fields),

  isBrowser: !!(globalThis.document ?? globalThis.WorkerGlobalScope),

  // Of a JWT; its signature is the server's business.
  expiryOf: (token) => {
    try {
      const [, claims] = token.split(".");
      return JSON.parse(atob(claims.replace(/-/g, "+").replace(/_/g, "/"))).exp * 1000 || undefined;
    } catch {
      return undefined;
    }
  },

  hasHeader: (headers, name) => new Headers(headers).has(name),

  send: async (options, base, path, token, body, call, limitMs) => {
    const { signal, onProgress } = call ?? {};
    // The token's own address: a function in its place answers as a server would.
    if (!path && typeof options?.token === "function") return askForToken(options.token);
    const headers = new Headers(options?.headers);
    headers.set("accept", "application/json");
    if (token) headers.set("authorization", `Bearer ${token}`);
    const type = typeof body === "string" ? "application/json" : body?.type;
    if (type) headers.set("content-type", type);
    // The caller's reason is not passed on: it may be any value, and ours is always a DOMException.
    const controller = new AbortController();
    const abort = () => controller.abort();
    let isLate = false;
    const timer = limitMs && setTimeout(() => abort((isLate = true)), Math.min(limitMs, 2 ** 31 - 1));
    if (signal?.aborted) abort();
    signal?.addEventListener("abort", abort);
    try {
      const url = base.replace(/\/+$/, "") + path;
      const method = path && body === undefined ? "GET" : "POST";
      const init = { method, headers, body, signal: controller.signal };
      // Only XMLHttpRequest tells how much of a file has been sent; without it, or with a replaced fetch, there is no
      // progress.
      const response =
        onProgress && body?.size && !options?.fetch && globalThis.XMLHttpRequest
          ? await (await import("./progress.js")).send(url, init, onProgress)
          : await open(options, url, init);
      return { status: response.status, headers: response.headers, body: parse(await response.text()) };
    } catch (error) {
      if (isLate) return {};
      throw error;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", abort);
    }
  },

  download: async (options, url, call) => {
    const response = await open(options, url, { signal: call?.signal });
    const read = call?.onProgress ? (await import("./progress.js")).read : (response) => response.blob();
    return { status: response.status, blob: response.ok && (await read(response, call?.onProgress)) };
  },
};

const open = (options, url, init) => (options?.fetch ?? fetch)(new Request(url, init));

const askForToken = async (ask) => {
  const headers = new Headers();
  try {
    const grant = await ask();
    return { status: 200, headers, body: typeof grant === "string" ? { access_token: grant } : grant };
  } catch (error) {
    return { status: 401, headers, body: { msg: String(error) } };
  }
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
