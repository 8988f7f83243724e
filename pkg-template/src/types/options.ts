import type { Job, JobStatus } from "./jobs.js";

/** The methods of `Storage` that the package uses. `localStorage` and `sessionStorage` fit. */
export type StorageLike = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** A token and its lifetime. */
export interface TokenGrant {
  access_token: string;
  /** Lifetime in seconds. */
  expires_in?: number;
}

/** The options of a client. */
export interface ClientOptions {
  /** The URL of the gateway. Default: the page's origin. */
  baseUrl?: string;
  /**
   * A short-lived token, or a function that returns one. The function is called again when the token expires or is refused. If it
   * takes longer than `timeoutMs`, the call rejects with `timeout`; if it throws, with `unauthorized` and the thrown value as `cause`.
   */
  token?: string | (() => string | TokenGrant | Promise<string | TokenGrant>);
  /** The URL that returns a token for a `POST`. Default: `baseUrl` + `/token`. */
  tokenUrl?: string;
  /**
   * Whether cookies are sent to `tokenUrl`, and with `direct` to `baseUrl`, as in `fetch`. Use `"include"` for a `tokenUrl` on another
   * origin that identifies users by a cookie; its CORS headers must allow credentials. Cookies are never sent to a gateway.
   * Default: `"same-origin"`.
   */
  credentials?: "omit" | "same-origin" | "include";
  /** Headers to add to every request to the gateway and to `tokenUrl`. */
  headers?: Record<string, string>;
  /** Used instead of the global `fetch`. It is called with a `Request`. */
  fetch?: (request: Request) => Promise<Response>;
  /**
   * How long one request may take before it counts as lost. For uploads and downloads: how long it may make no progress. An upload
   * outside a browser, or with your own `fetch`, has no limit; use a signal. Default: 30 000.
   */
  timeoutMs?: number;
  /**
   * Where orders and jobs are stored for {@link Client.pendingJobs} after a reload. `false` stores nothing. Storage that is full or
   * blocked is not an error. Default: `localStorage` in a page, otherwise nothing.
   */
  storage?: StorageLike | false;
  /**
   * The user that stored orders and jobs belong to. One user never sees or removes those of another. Set it to the user's id if tokens
   * have no subject (`direct`), or so that {@link Client.pendingJobs} needs no token. Default: the token's subject (`sub`). If the
   * token has none, a stored job is returned only if the gateway shows it to the user, and tabs do not share polling.
   */
  scope?: string;
  /** Whether to use the gateway's event stream, in addition to polling. Default: `true`. */
  events?: boolean;
  /** Whether one tab polls for all tabs of the origin. Default: `true`. */
  tabs?: boolean;
  /**
   * Set this if `baseUrl` is Akool itself, not a gateway. There are no token route, uploads or events then. Akool has no idempotency
   * keys, so the package never sends a create again. The browser itself may do so if a reused connection breaks before the response
   * begins; only a gateway makes that harmless.
   */
  direct?: boolean;
  /** How often an order is sent again if its response is lost. With `direct` it is never sent again. */
  retry?: RetryOptions;
  /**
   * Called before each request to the gateway and to `tokenUrl`. It may change the headers. If it returns a promise, the request
   * waits for it. An error that it throws is logged, and the request is sent.
   */
  onRequest?: (request: OutgoingRequest) => void | PromiseLike<void>;
  /** Called for each response of the gateway and of `tokenUrl`. An error that it throws is logged. */
  onResponse?: (response: IncomingResponse) => void | PromiseLike<void>;
  /** Logs every request and its outcome at `debug`, without tokens and queries. `console` fits. Default: none. */
  logger?: Logger;
  /** Allows a token in a page that looks like one of Akool's long-lived credentials. Never use this in production. */
  dangerouslyAllowVendorCredential?: boolean;
}

/** How orders are sent again. They keep their idempotency key, so they are never paid for twice. Polling has its own schedule. */
export interface RetryOptions {
  /** The maximum number of attempts; 0 and 1 both mean one. Default: 6, or 2 before the first token. */
  attempts?: number;
  /**
   * The pauses before the second attempt, the third, and so on. The last one is used for all later attempts. A longer `Retry-After`
   * takes precedence. Default: 500, doubled each time, up to 30 000.
   */
  delaysMs?: readonly number[];
}

/** A request before it is sent. */
export interface OutgoingRequest {
  url: string;
  method: string;
  /** All headers, including the token. Changes are sent. */
  headers: Headers;
}

/** A response before its body is read. */
export interface IncomingResponse {
  url: string;
  method: string;
  /** The HTTP status. */
  status: number;
  /** The gateway's id of the request, for its logs. */
  requestId?: string;
  /** The time from the request to the response headers. */
  durationMs: number;
}

/** The methods of a logger. */
export interface Logger {
  /** Called for every request, with its outcome. */
  debug(message: string, details?: object): void;
  /** Called for a request without a response. */
  warn(message: string, details?: object): void;
  /** Called if a hook throws. */
  error(message: string, details?: unknown): void;
}

/** The options of every call. */
export interface CallOptions {
  /** Aborts the call. It rejects at once with the signal's reason. */
  signal?: AbortSignal;
}

/** The progress of a transfer. */
export interface Progress {
  loadedBytes: number;
  /** Missing if the size is unknown. */
  totalBytes?: number;
}

/** The options of calls that transfer files. */
export interface TransferOptions extends CallOptions {
  /** Called as the transfer progresses. An error that it throws is logged to the console. */
  onProgress?: (progress: Progress) => void;
}

/** What to do with a file before it is uploaded. */
export interface PictureOptions {
  /** Shrinks an image whose longer side has more pixels than this. */
  maxSidePx?: number;
  /** Re-encodes the image in the browser, so that its metadata (place, camera, time) is not uploaded. */
  stripMetadata?: boolean;
  /**
   * Converts files that the browser can decode and Akool is not known to accept: images (AVIF, GIF, BMP, and HEIC in Safari) to JPEG,
   * and sounds (recordings in WebM and Ogg) to WAV.
   */
  convert?: boolean;
}

/** The options of {@link Client.uploadFile}. */
export interface UploadOptions extends TransferOptions, PictureOptions {}

/** The options of the functions that create jobs. */
export interface CreateOptions<Outcome = Job> extends CallOptions, PictureOptions {
  /** Called as files of the request are uploaded. */
  onUploadProgress?: (progress: Progress) => void;
  /**
   * Called once the create is accepted, with the value that the call resolves to, even if the call was aborted in the meantime. From
   * then on, credits are taken and the job is stored. An error that it throws is logged.
   */
  onCommitted?: (outcome: Outcome) => void;
  /**
   * Identifies this order: 1 to 128 visible ASCII characters. Calls with the same key and the same request (files are compared by their
   * bytes) return the same job and are paid for once, in any page. While an order under the key may have been paid for, no call with
   * the key reports `charged: "no"`. Default: a new key for each call.
   */
  idempotencyKey?: string;
}

/** The options of {@link Client.listEffects}. */
export interface EffectOptions extends CallOptions {
  /** How old the cached list may be; 0 fetches it again. Default: 3 600 000 (an hour). */
  maxAgeMs?: number;
}

/** The options of {@link Client.listJobs}. */
export interface ListJobsOptions extends CallOptions {
  /** The maximum number of jobs. Default: the gateway's. */
  limit?: number;
  /** The cursor: `next` of the previous page. */
  before?: string;
  /** Only jobs with this status. */
  status?: JobStatus;
}

/** The options of {@link Client.waitForVideo}. */
export interface WaitOptions extends CallOptions {
  /** Called with the job's first state and with every change. An error that it throws is logged. */
  onUpdate?: (job: Job) => void;
  /** The time between two polls. Default: 1000 to 10 000, rising with the job's age. */
  pollIntervalMs?: number;
  /** How long to wait. After that the call rejects, but the job continues. Default: 1 800 000 (half an hour). */
  timeoutMs?: number;
}

/** The options of {@link Client.imageToVideo}. */
export interface ImageToVideoOptions extends CreateOptions, WaitOptions {}

/** The options of {@link init}. */
export interface InitOptions extends CallOptions {
  /** The WebAssembly module: its URL, its bytes, or the compiled module. */
  wasm?:
    | string
    | URL
    | Response
    | BufferSource
    | WebAssembly.Module
    | Promise<Response | BufferSource | WebAssembly.Module>;
}
