// Loaded on the first call of a function that few pages use.

import { fileFieldsOf, isFile, type MediaField, unwrap, unwrapAll, withPlaceholders } from "../files/file-fields.js";
import type { MediaKind } from "../files/sniff.js";
import type { PendingEntry } from "../storage/storage.js";
import type { Client } from "../types/client.js";
import type { Effect } from "../types/catalogue.js";
import type { Job } from "../types/jobs.js";
import type { CallOptions, CreateOptions, ListJobsOptions, UploadOptions } from "../types/options.js";
import type { AudioUpdateRequest, BatchRequest, Issues } from "../types/requests.js";
import {
  createImageToVideoBatch,
  deleteVideos,
  estimateCredits,
  getCredits,
  listEffects,
  listJobs,
  listModels,
  type OrderOptions,
  recallOrder,
  scopeOf,
  updateVideoAudio,
  uploadFile,
  validateAudioUpdateRequest,
  validateBatchRequest,
  validateCreateRequest,
} from "../wasm/akool_image_to_video.js";
import { type ClientCore, mayHoldFile, type Validate } from "./client.js";
import { ImageToVideoError } from "./error.js";
import { loadModule, loadPart } from "./module.js";

const HOUR_MS = 60 * 60 * 1000;

/** The names of a request's files and what tells each from others. */
type Digests = Record<string, string | undefined>;

/** A request with addresses in place of its files. */
export interface UploadedRequest {
  request: object;
  files?: Digests;
}

/** The functions of {@link createOnDemand}. */
export type OnDemand = ReturnType<typeof createOnDemand>;

/** Tells a file from others by its bytes; `undefined` where that is not possible, as in a page without TLS. */
const digestOf = async (file: Blob): Promise<string | undefined> => {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return btoa(String.fromCharCode(...new Uint8Array(digest)));
  } catch {
    return undefined;
  }
};

/** Makes a function of the package that checks a request, and needs no client. */
const validateWith =
  <Request>(validate: Validate) =>
  async (request: unknown): Promise<Issues<Request>> => {
    await loadModule();
    const issues = validate(mayHoldFile(request) ? withPlaceholders(request as object) : request);
    if (issues.length) return issues;
    // Not enumerable: compared and stored, it is a list like any other.
    return Object.defineProperty(issues, "request", { value: request });
  };

/** Makes the functions of one client that few pages use, of those that all pages use. */
export const createOnDemand = (core: ClientCore) => {
  const { open, bind, bindOrder, poll } = core;
  const askEffects = bind((client, _: undefined, callOptions) => listEffects(client, callOptions));
  const askModels = bind((client, _: undefined, callOptions) => listModels(client, callOptions));
  const askCredits = bind((client, _: undefined, callOptions) => getCredits(client, callOptions));
  const askJobs = bind((client, query: string, callOptions) => listJobs(client, query, callOptions));
  const askScope = bind((client, _: undefined) => scopeOf(client));
  const recall = bind(recallOrder);
  const sendFile = bind(uploadFile);
  let catalogue: { at: number; effects: Effect[] } | undefined;

  const upload = async (given: unknown, callOptions?: UploadOptions, wanted?: MediaKind): Promise<string> => {
    await open();
    const value = unwrap(await given);
    if (!isFile(value)) return sendFile(value, callOptions);
    const [{ prepare, toFile }, { send }] = await Promise.all([loadPart("picture"), loadPart("progress")]);
    const file = await prepare(await toFile(value), callOptions, wanted);
    return sendFile(file, { ...callOptions, send } as UploadOptions);
  };

  const uploadAll = async (
    request: Record<string, unknown>,
    earlier: PendingEntry | undefined,
    { onUploadProgress: onProgress, ...callOptions }: CreateOptions,
  ): Promise<UploadedRequest> => {
    const isUploaded = earlier !== undefined && core.runtime.nowMs() - earlier.at < core.runtime.LIFETIME_MS;
    const addresses: Partial<Record<MediaField, unknown>> = {};
    const files: Digests = {};
    for (const name of fileFieldsOf(request)) {
      const { toFile } = await loadPart("picture");
      const file = await toFile(request[name]);
      files[name] = await digestOf(file);
      const isKnown = isUploaded && files[name] !== undefined && files[name] === earlier.files?.[name];
      const settings = onProgress ? { ...callOptions, onProgress } : callOptions;
      addresses[name] = isKnown
        ? earlier.request?.[name]
        : await upload(file, settings, name === "audio_url" ? "sound" : "picture");
    }
    return { request: { ...request, ...addresses }, files };
  };

  return {
    createImageToVideoBatch: bindOrder(createImageToVideoBatch, validateBatchRequest),
    updateVideoAudio: bindOrder(updateVideoAudio, validateAudioUpdateRequest),
    deleteVideos: bind(deleteVideos) as Client["deleteVideos"],
    pendingJobs: async (callOptions?: CallOptions & { except?: () => Promise<Set<string>> }): Promise<Job[]> => {
      const [{ pendingJobs }] = await Promise.all([loadPart("pending"), open()]);
      return pendingJobs(core, {
        askScope: () => askScope(undefined, callOptions),
        recall: (entry) => recall(entry, callOptions),
        poll: (job) => poll(job, callOptions),
        except: callOptions?.except,
      });
    },
    listJobs: ({ limit, before, status, ...callOptions }: ListJobsOptions = {}) => {
      const given = Object.entries({ limit, before, status }).filter(([, value]) => value !== undefined);
      const query = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
      return askJobs(query && `?${query}`, callOptions);
    },
    uploadFile: upload as Client["uploadFile"],
    downloadVideo: (async (ref, callOptions) => {
      const [{ download }] = await Promise.all([loadPart("download"), open()]);
      return download(core, ref, callOptions);
    }) as Client["downloadVideo"],
    listEffects: (async (callOptions) => {
      await open();
      const { maxAgeMs = HOUR_MS } = callOptions ?? {};
      if (!catalogue || !(performance.now() - catalogue.at < maxAgeMs))
        catalogue = { at: performance.now(), effects: await askEffects(undefined, callOptions) };
      return [...catalogue.effects];
    }) as Client["listEffects"],
    validateCreateRequest: validateWith(validateCreateRequest) as Client["validateCreateRequest"],
    validateBatchRequest: validateWith<BatchRequest>(validateBatchRequest),
    validateAudioUpdateRequest: validateWith<AudioUpdateRequest>(validateAudioUpdateRequest),
    estimateCredits: (async (request) => {
      await loadModule();
      return estimateCredits(request);
    }) as Client["estimateCredits"],
    listModels: (callOptions?: CallOptions) => askModels(undefined, callOptions),
    getCredits: (callOptions?: CallOptions) => askCredits(undefined, callOptions),

    /**
     * The same request with addresses in place of its files, and what tells these files from others. Nothing is sent while
     * anything is wrong with the request. A file that an earlier order under the key had, too, keeps its address: with another
     * address it would be another order.
     */
    uploadFiles: async (given: object, validate: Validate, callOptions: OrderOptions): Promise<UploadedRequest> => {
      const request = unwrapAll(given);
      if (!fileFieldsOf(request).length) return { request };
      const { isNewKey, idempotencyKey } = callOptions;
      let scope: string | undefined;
      try {
        const issues = validate(withPlaceholders(request));
        if (issues.length) {
          const message = ["The request was not sent.", ...issues.map((issue) => issue.message)].join(" ");
          throw new ImageToVideoError({ code: "invalid_request", message, issues });
        }
        scope = isNewKey ? undefined : await askScope(undefined, callOptions);
        const earlier = isNewKey ? undefined : core.runtime.remembered(core.options, scope, idempotencyKey);
        return await uploadAll(request, earlier, callOptions);
      } catch (error) {
        const earlier = core.runtime.remembered(core.options, scope, idempotencyKey);
        if (!earlier || !ImageToVideoError.isInstance(error)) throw error;
        // This attempt cost nothing. Whether an earlier one under the same key did is not known.
        throw new ImageToVideoError({
          ...error,
          code: "outcome_unknown",
          message: `An earlier order under this idempotencyKey may have been paid: ask pendingJobs() first. ${error.message}`,
          retryable: false,
          charged: "unknown",
          pending: { idempotencyKey, request: (scope === undefined ? request : earlier.request) as never },
          cause: error,
        });
      }
    },
  };
};
