import type { Job } from "./jobs.js";

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
   * that name nobody, what is remembered is shown to those only to whom the gateway shows the job, and tabs do not share looking.
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
  /** Use a token that looks like a long-lived credential of the vendor's even in a page. Never ship this. */
  dangerouslyAllowVendorCredential?: boolean;
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

/** What may be done to a picture before it is uploaded. */
export interface PictureOptions {
  /** Shrinks a picture whose longer side has more pixels. */
  maxSidePx?: number;
  /** Draws the picture anew in the browser, so that its metadata (place, camera, time) does not leave the machine. */
  stripMetadata?: boolean;
}

/** Options of {@link Client.uploadFile}. */
export interface UploadOptions extends TransferOptions, PictureOptions {}

/** Options of {@link Client.createImageToVideo} and its like. */
export interface CreateOptions extends CallOptions, PictureOptions {
  /** Progress of the upload when there is a Blob among the fields. */
  onUploadProgress?: (progress: Progress) => void;
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
