import type { Job, JobStatus } from "./jobs.js";

/** What `storage` has to offer; `localStorage` and `sessionStorage` do. */
export type StorageLike = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/** A token and when to ask for the next one. */
export interface TokenGrant {
  access_token: string;
  /** Seconds from now. */
  expires_in?: number;
}

/** How a client reaches its backend. */
export interface ClientOptions {
  /** The gateway. Default: the page's own origin. */
  baseUrl?: string;
  /**
   * A short-lived token, or a function that gets one. A function is called again when its token ends or is refused. One that
   * gives nothing within `timeoutMs` is a `timeout`; what it throws is the `cause` of an `unauthorized`.
   */
  token?: string | (() => string | TokenGrant | Promise<string | TokenGrant>);
  /** Where to `POST` for a token. Default: `baseUrl` + `/token`. */
  tokenUrl?: string;
  /**
   * Whether cookies go along to `tokenUrl`, and with `direct` to `baseUrl`: as `fetch` has it. `"include"` is for a `tokenUrl`
   * on another origin that knows its visitor by a cookie; it has to allow credentials. A gateway never gets any. Default:
   * `"same-origin"`.
   */
  credentials?: "omit" | "same-origin" | "include";
  /** Added to every request to the gateway and to `tokenUrl`. */
  headers?: Record<string, string>;
  /** In place of the global `fetch`. It is called with a `Request`. */
  fetch?: (request: Request) => Promise<Response>;
  /**
   * How long one request may take before it counts as lost; with an upload or a download, how long no byte may move. An
   * upload outside of a browser or with a `fetch` of your own has no limit but your signal. Default: 30 000.
   */
  timeoutMs?: number;
  /**
   * Where orders and jobs are remembered across page loads, for {@link Client.pendingJobs}. Default: `localStorage` where
   * there is a page. `false` turns it off; so does storage that is full or blocked.
   */
  storage?: StorageLike | false;
  /**
   * Whose orders and jobs are remembered: those of one name are neither seen nor erased by another. Give the person's id where tokens
   * do not name one (`direct`), or to have {@link Client.pendingJobs} need no token. Default: the token's subject (`sub`); with tokens
   * that name no subject, what is remembered is shown to those only to whom the gateway shows the job, and tabs do not share looking.
   */
  scope?: string;
  /** Hear of changes by the gateway's events where it offers them; looking remains as a second net. Default: true. */
  events?: boolean;
  /** Of several tabs of one origin let one look for all. Default: true. */
  tabs?: boolean;
  /**
   * `baseUrl` is the vendor itself, not a gateway: there is no token route, no upload and no events, and as the vendor
   * knows no idempotency keys, the package never sends a create again. A browser may do so by itself, when a connection
   * that was used before breaks before the answer begins; only a gateway makes that harmless.
   */
  direct?: boolean;
  /** How often an order is sent again whose answer was lost. With `direct` it never is. */
  retry?: RetryOptions;
  /**
   * Called before each request to the gateway and to `tokenUrl`. It may change the headers. The request waits for a promise that
   * it returns; what it throws is logged and ends nothing.
   */
  onRequest?: (request: OutgoingRequest) => void | PromiseLike<void>;
  /** Called with the status of each answer of the gateway's and of `tokenUrl`; what it throws is logged and ends nothing. */
  onResponse?: (response: IncomingResponse) => void | PromiseLike<void>;
  /** Hears of every request and its outcome at `debug`, without tokens and queries. `console` is one. Default: none. */
  logger?: Logger;
  /** Use a token that looks like a long-lived credential of the vendor's even in a page. Never ship this. */
  dangerouslyAllowVendorCredential?: boolean;
}

/**
 * How orders are sent again, under their idempotency key and so without paying twice. Waiting for a job has a schedule of its own.
 */
export interface RetryOptions {
  /** How often an order is sent at most; 0 and 1 mean once. Default: 6, or 2 before the first token. */
  attempts?: number;
  /**
   * The pauses before the second attempt, the third, and so on; the last one is also that of every later attempt. A longer
   * `Retry-After` counts. Default: 500, and twice as long each time, up to 30 000.
   */
  delaysMs?: readonly number[];
}

/** A request before it is sent. */
export interface OutgoingRequest {
  url: string;
  method: string;
  /** All of them, the token included; changes are sent. */
  headers: Headers;
}

/** What is known of an answer before its body is read. */
export interface IncomingResponse {
  url: string;
  method: string;
  /** The HTTP status. */
  status: number;
  /** The gateway's id of the request, for its logs. */
  requestId?: string;
  /** From the request to the answer's headers. */
  durationMs: number;
}

/** Where a client logs to. */
export interface Logger {
  /** Every request with its outcome. */
  debug(message: string, details?: object): void;
  /** A request without an answer. */
  warn(message: string, details?: object): void;
  /** What a hook threw. */
  error(message: string, details?: unknown): void;
}

/** Options every call takes. */
export interface CallOptions {
  /** Ends the call at once; it rejects with the signal's own reason. */
  signal?: AbortSignal;
}

/** Bytes moved so far. */
export interface Progress {
  loadedBytes: number;
  /** Missing when the size is not known. */
  totalBytes?: number;
}

/** Options of calls that move files. */
export interface TransferOptions extends CallOptions {
  /** Called as bytes move; what it throws is logged to the console and ends nothing. */
  onProgress?: (progress: Progress) => void;
}

/** What may be done to a file before it is uploaded. */
export interface PictureOptions {
  /** Shrinks a picture whose longer side has more pixels. */
  maxSidePx?: number;
  /** Draws the picture anew in the browser, so that its metadata (place, camera, time) does not leave the machine. */
  stripMetadata?: boolean;
  /**
   * Makes a JPEG of a picture and a WAV of a sound that this browser can decode and Akool is not known to take: AVIF, GIF and BMP, HEIC in
   * Safari, and what recorders make in WebM and Ogg.
   */
  convert?: boolean;
}

/** Options of {@link Client.uploadFile}. */
export interface UploadOptions extends TransferOptions, PictureOptions {}

/** Options of {@link Client.createImageToVideo} and its like. */
export interface CreateOptions<Outcome = Job> extends CallOptions, PictureOptions {
  /** Progress of the upload when there is a Blob among the fields. */
  onUploadProgress?: (progress: Progress) => void;
  /**
   * Called once the create is accepted, with what it resolves to, even if the call was aborted meanwhile: from then on credits are
   * taken and the job is remembered. What it throws is logged and ends nothing.
   */
  onCommitted?: (outcome: Outcome) => void;
  /**
   * Names this order: 1 to 128 visible ASCII characters. The same key with the same request, files by their bytes, gives the same
   * job and is paid once, however often it is called and in whichever page. While an order under it may have been paid, no call under
   * it says `charged: "no"`. Default: a new one for each call.
   */
  idempotencyKey?: string;
}

/** Options of {@link Client.listEffects}. */
export interface EffectOptions extends CallOptions {
  /** How old the answer may be; 0 asks anew. Default: 3 600 000 (an hour). */
  maxAgeMs?: number;
}

/** Options of {@link Client.listJobs}. */
export interface ListJobsOptions extends CallOptions {
  /** How many at most. Default: as the gateway has it. */
  limit?: number;
  /** `next` of the page before. */
  before?: string;
  /** Only jobs with this status. */
  status?: JobStatus;
}

/** Options of waiting. */
export interface WaitOptions extends CallOptions {
  /** Called with every change of the job, its first state included; what it throws is logged and ends nothing. */
  onUpdate?: (job: Job) => void;
  /** Time between two looks. Default: follows the job's age, from one second to ten. */
  pollIntervalMs?: number;
  /** Gives up waiting, not the job, after this time. Default: 1 800 000 (half an hour). */
  timeoutMs?: number;
}

/** Options of {@link imageToVideo}. */
export interface ImageToVideoOptions extends CreateOptions, WaitOptions {}

/** What {@link init} takes. */
export interface InitOptions extends CallOptions {
  /** The module: its URL, its bytes, or compiled already. */
  wasm?:
    | string
    | URL
    | Response
    | BufferSource
    | WebAssembly.Module
    | Promise<Response | BufferSource | WebAssembly.Module>;
}
