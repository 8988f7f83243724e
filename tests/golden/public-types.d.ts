// core/api.d.ts
import type { Client } from "../types/client.js";
import type { ClientOptions, InitOptions } from "../types/options.js";
export { ImageToVideoError, type ImageToVideoErrorConstructor } from "./error.js";
export type * from "../types/index.js";
export declare const createClient: (options?: ClientOptions) => Client;
export declare const configure: (options: ClientOptions) => void;
export declare const init: (options?: InitOptions) => Promise<void>;
export declare const createImageToVideo: Client["createImageToVideo"];
export declare const createImageToVideoBatch: Client["createImageToVideoBatch"];
export declare const updateVideoAudio: Client["updateVideoAudio"];
export declare const pendingJobs: Client["pendingJobs"];
export declare const listJobs: Client["listJobs"];
export declare const deleteVideos: Client["deleteVideos"];
export declare const pollImageToVideo: Client["pollImageToVideo"];
export declare const waitForVideo: Client["waitForVideo"];
export declare const watchImageToVideo: Client["watchImageToVideo"];
export declare const imageToVideo: Client["imageToVideo"];
export declare const validateCreateRequest: Client["validateCreateRequest"];
export declare const validateBatchRequest: Client["validateBatchRequest"];
export declare const validateAudioUpdateRequest: Client["validateAudioUpdateRequest"];
export declare const estimateCredits: Client["estimateCredits"];
export declare const uploadFile: Client["uploadFile"];
export declare const downloadVideo: Client["downloadVideo"];
export declare const listEffects: Client["listEffects"];
export declare const listModels: Client["listModels"];
export declare const getCredits: Client["getCredits"];

// core/error.d.ts
import type { CallError, ConflictError, ExpiredError, ImageToVideoErrorFields, JobFailedError, OutcomeUnknownError, RefusedError } from "../types/errors.js";
export type ImageToVideoError = CallError | RefusedError | ConflictError | OutcomeUnknownError | JobFailedError | ExpiredError;
export interface ImageToVideoErrorConstructor {
    new (fields: ImageToVideoErrorFields): ImageToVideoError;
    readonly prototype: ImageToVideoError;
    isInstance(value: unknown): value is ImageToVideoError;
}
export declare const ImageToVideoError: ImageToVideoErrorConstructor;
export declare const loadError: (file: string, cause: unknown, answer: {
    readonly status?: number;
    readonly headers?: Pick<Headers, "get">;
} | undefined) => ImageToVideoError;

// error.d.ts
export { ImageToVideoError, type ImageToVideoErrorConstructor } from "./core/error.js";
export type * from "./types/errors.js";

// types/client.d.ts
import type { Effect, Model } from "./catalogue.js";
import type { BatchResult, CompletedJob, Deletion, Job, JobChange, JobInput, JobPage } from "./jobs.js";
import type { CallOptions, CreateOptions, EffectOptions, ImageToVideoOptions, ListJobsOptions, TransferOptions, UploadOptions, WaitOptions } from "./options.js";
import type { AudioUpdateRequest, BatchRequest, CreateRequest, CreateRequestInput, FileInput, Issues, Resolution, VideoLength } from "./requests.js";
export interface Client {
    createImageToVideo(request: CreateRequest, options?: CreateOptions): Promise<Job>;
    createImageToVideoBatch(request: BatchRequest, options?: CreateOptions<BatchResult>): Promise<BatchResult>;
    updateVideoAudio(request: AudioUpdateRequest, options?: CreateOptions): Promise<Job>;
    pendingJobs(options?: CallOptions): Promise<Job[]>;
    listJobs(options?: ListJobsOptions): Promise<JobPage>;
    deleteVideos(refs: JobInput | readonly JobInput[], options?: CallOptions): Promise<Deletion>;
    pollImageToVideo(ref: JobInput, options?: CallOptions): Promise<Job>;
    pollImageToVideo(refs: readonly JobInput[], options?: CallOptions): Promise<Job[]>;
    waitForVideo(ref: JobInput, options?: WaitOptions): Promise<CompletedJob>;
    watchImageToVideo(refs: JobInput | readonly JobInput[], options?: WaitOptions): AsyncIterableIterator<JobChange>;
    imageToVideo(request: CreateRequest, options?: ImageToVideoOptions): Promise<CompletedJob>;
    validateCreateRequest(request: CreateRequestInput, options?: CallOptions): Promise<Issues<CreateRequest>>;
    validateCreateRequest(request: unknown, options?: CallOptions): Promise<Issues<CreateRequest>>;
    validateBatchRequest(request: unknown, options?: CallOptions): Promise<Issues<BatchRequest>>;
    validateAudioUpdateRequest(request: unknown, options?: CallOptions): Promise<Issues<AudioUpdateRequest>>;
    estimateCredits(request: {
        resolution?: Resolution;
        video_length?: VideoLength;
    }, options?: CallOptions): Promise<number | undefined>;
    uploadFile(file: FileInput | string | URL, options?: UploadOptions): Promise<string>;
    downloadVideo(job: JobInput, options?: TransferOptions): Promise<Blob>;
    listEffects(options?: EffectOptions): Promise<Effect[]>;
    listModels(options?: CallOptions): Promise<Model[]>;
    getCredits(options?: CallOptions): Promise<number>;
    close(): void;
}

// types/requests.d.ts
export type Resolution = "720p" | "1080p" | "4k";
export type VideoLength = 5 | 10;
export type AudioType = 1 | 2 | 3;
export interface CanvasLike {
    readonly width: number;
    readonly height: number;
    getContext(kind: "2d"): unknown;
}
export type FileInput = Blob | CanvasLike | ArrayLike<Blob> | {
    readonly files: ArrayLike<Blob> | null;
} | ArrayBuffer | ArrayBufferView;
export type MediaInput = string | URL | FileInput;
export interface CreateRequestBase {
    image_url: MediaInput;
    negative_prompt?: string;
    extend_prompt?: boolean;
    resolution?: Resolution;
    video_length?: VideoLength;
    is_premium_model?: boolean;
    webhookurl?: string;
}
export interface WithPrompt {
    prompt: string;
    effect_code?: string;
}
export interface WithEffect {
    prompt?: string;
    effect_code: string;
}
export interface WithCustomAudio {
    audio_type: 2;
    audio_url: MediaInput;
}
export interface WithoutCustomAudio {
    audio_type?: 1 | 3;
    audio_url?: "";
}
export type CreateRequest = CreateRequestBase & (WithPrompt | WithEffect) & (WithCustomAudio | WithoutCustomAudio);
export interface CreateRequestInput {
    image_url?: MediaInput | undefined;
    prompt?: string | undefined;
    negative_prompt?: string | undefined;
    effect_code?: string | undefined;
    extend_prompt?: boolean | undefined;
    resolution?: string | undefined;
    video_length?: number | undefined;
    audio_type?: number | undefined;
    audio_url?: MediaInput | undefined;
    is_premium_model?: boolean | undefined;
    webhookurl?: string | undefined;
}
export interface BatchRequest {
    image_url: MediaInput;
    prompt: string;
    model_name?: string;
    negative_prompt?: string;
    extend_prompt?: boolean;
    resolution?: string;
    video_length?: number;
    last_image_url?: MediaInput;
    generate_audio?: boolean;
    count?: number;
    webhookurl?: string;
}
export interface AudioUpdateRequest {
    pre_video_id: string;
    audio_type: 1 | 2;
    audio_url?: MediaInput;
}
export interface Issue {
    path: string;
    code: "required" | "wrong_type" | "too_long" | "invalid_url" | "invalid_value" | "unknown_field" | "conflict" | "not_allowed" | (string & {});
    message: string;
}
export type Issues<Request> = Issue[] & {
    readonly request?: Request | undefined;
};

// types/jobs.d.ts
import type { AudioUpdateRequest, BatchRequest, CreateRequest } from "./requests.js";
export type JobStatus = "queueing" | "processing" | "completed" | "failed";
interface JobFields {
    id: string;
    deduction_credit?: number;
    idempotencyKey?: string;
    record: JobRecord;
}
export interface ActiveJob extends JobFields {
    status: "queueing" | "processing";
    video_url?: undefined;
    expiresAt?: undefined;
    reason?: undefined;
}
export interface CompletedJob extends JobFields {
    status: "completed";
    video_url: string;
    expiresAt: number;
    reason?: undefined;
}
export interface FailedJob extends JobFields {
    status: "failed";
    reason: string;
    video_url?: undefined;
    expiresAt?: undefined;
}
export type Job = ActiveJob | CompletedJob | FailedJob;
export interface JobRecord {
    _id?: string;
    status?: number;
    create_time?: number;
    update_time?: number;
    video_duration?: number;
    video_url?: string;
    cover_url?: string;
    file_name?: string;
    image_url?: string;
    prompt?: string;
    negative_prompt?: string;
    extend_prompt?: boolean;
    resolution?: string;
    audio_type?: number;
    audio_url?: string;
    effect_code?: string;
    effect_name?: string;
    deduction_credit?: number;
    error_reason?: string;
    [field: string]: unknown;
}
export type JobRef = string | Job;
export type JobInput = JobRef | PromiseLike<JobRef>;
export type JobChange = WatchedJob | UnwatchedRef;
export interface WatchedJob {
    job: Job;
    ref?: undefined;
    error?: undefined;
}
export interface UnwatchedRef {
    job?: undefined;
    ref: JobInput;
    error: unknown;
}
export interface PendingOrder {
    idempotencyKey: string;
    request: CreateRequest | BatchRequest | AudioUpdateRequest;
}
export interface BatchResult {
    jobs: Job[];
    errors: BatchError[];
}
export interface BatchError {
    code?: number;
    msg?: string;
    charged?: "no" | "unknown";
    [field: string]: unknown;
}
export interface JobPage {
    jobs: Job[];
    next?: string;
}
export interface Deletion {
    successIds: string[];
    noPermissionItems?: {
        _id: string;
        msg?: string;
    }[];
}
export {};

// types/catalogue.d.ts
export interface Effect {
    effect_code: string;
    name?: string;
    logo?: string;
    video_url?: string;
    [field: string]: unknown;
}
export interface Model {
    value: string;
    label?: string;
    resolutionList?: {
        value?: string;
        label?: string;
        [field: string]: unknown;
    }[];
    durationList?: number[];
    supportedLastFrame?: boolean;
    maxCount?: number;
    [field: string]: unknown;
}

// types/options.d.ts
import type { Job, JobStatus } from "./jobs.js";
export type StorageLike = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;
export interface TokenGrant {
    access_token: string;
    expires_in?: number;
}
export interface ClientOptions {
    baseUrl?: string;
    token?: string | (() => string | TokenGrant | Promise<string | TokenGrant>);
    tokenUrl?: string;
    credentials?: "omit" | "same-origin" | "include";
    headers?: Record<string, string>;
    fetch?: (request: Request) => Promise<Response>;
    timeoutMs?: number;
    storage?: StorageLike | false;
    scope?: string;
    events?: boolean;
    tabs?: boolean;
    direct?: boolean;
    retry?: RetryOptions;
    onRequest?: (request: OutgoingRequest) => void | PromiseLike<void>;
    onResponse?: (response: IncomingResponse) => void | PromiseLike<void>;
    logger?: Logger;
    dangerouslyAllowVendorCredential?: boolean;
}
export interface RetryOptions {
    attempts?: number;
    delaysMs?: readonly number[];
}
export interface OutgoingRequest {
    url: string;
    method: string;
    headers: Headers;
}
export interface IncomingResponse {
    url: string;
    method: string;
    status: number;
    requestId?: string;
    durationMs: number;
}
export interface Logger {
    debug(message: string, details?: object): void;
    warn(message: string, details?: object): void;
    error(message: string, details?: unknown): void;
}
export interface CallOptions {
    signal?: AbortSignal;
}
export interface Progress {
    loadedBytes: number;
    totalBytes?: number;
}
export interface TransferOptions extends CallOptions {
    onProgress?: (progress: Progress) => void;
}
export interface PictureOptions {
    maxSidePx?: number;
    stripMetadata?: boolean;
    convert?: boolean;
}
export interface UploadOptions extends TransferOptions, PictureOptions {
}
export interface CreateOptions<Outcome = Job> extends CallOptions, PictureOptions {
    onUploadProgress?: (progress: Progress) => void;
    onCommitted?: (outcome: Outcome) => void;
    idempotencyKey?: string;
}
export interface EffectOptions extends CallOptions {
    maxAgeMs?: number;
}
export interface ListJobsOptions extends CallOptions {
    limit?: number;
    before?: string;
    status?: JobStatus;
}
export interface WaitOptions extends CallOptions {
    onUpdate?: (job: Job) => void;
    pollIntervalMs?: number;
    timeoutMs?: number;
}
export interface ImageToVideoOptions extends CreateOptions, WaitOptions {
}
export interface InitOptions extends CallOptions {
    wasm?: string | URL | Response | BufferSource | WebAssembly.Module | Promise<Response | BufferSource | WebAssembly.Module>;
}

// types/errors.d.ts
import type { FailedJob, Job, PendingOrder } from "./jobs.js";
import type { Issue } from "./requests.js";
export type Charged = "no" | "yes" | "unknown";
export type ErrorCode = "invalid_request" | "configuration" | "unauthorized" | "insufficient_credits" | "plan_required" | "forbidden" | "not_found" | "conflict" | "rate_limited" | "file_rejected" | "job_failed" | "outcome_unknown" | "timeout" | "network" | "unavailable" | "refused" | "bad_answer" | "expired";
interface ErrorFields extends Error {
    readonly name: "ImageToVideoError";
    readonly issues: Issue[];
    readonly retryable: boolean;
    readonly charged: Charged;
    readonly requestId?: string;
    readonly vendorCode?: number;
    readonly status?: number;
    readonly job?: Job;
}
export interface CallError extends ErrorFields {
    readonly code: "invalid_request" | "configuration" | "unauthorized" | "not_found" | "file_rejected" | "timeout" | "network" | "bad_answer";
    readonly pending?: undefined;
}
export interface RefusedError extends ErrorFields {
    readonly code: "insufficient_credits" | "plan_required" | "forbidden" | "rate_limited" | "unavailable" | "refused";
    readonly status: number;
    readonly pending?: undefined;
}
export interface ConflictError extends ErrorFields {
    readonly code: "conflict";
    readonly pending?: PendingOrder;
}
export interface OutcomeUnknownError extends ErrorFields {
    readonly code: "outcome_unknown";
    readonly pending: PendingOrder;
}
export interface JobFailedError extends ErrorFields {
    readonly code: "job_failed";
    readonly job: FailedJob;
    readonly pending?: undefined;
}
export interface ExpiredError extends ErrorFields {
    readonly code: "expired";
    readonly job: Job;
    readonly pending?: undefined;
}
export interface ImageToVideoErrorFields {
    code: ErrorCode;
    message: string;
    issues?: Issue[];
    vendorCode?: number;
    status?: number;
    retryable?: boolean;
    charged?: Charged;
    job?: Job;
    pending?: PendingOrder;
    requestId?: string;
    cause?: unknown;
}
export {};

// store/types.d.ts
import type { Client } from "../types/client.js";
import type { CompletedJob, Job } from "../types/jobs.js";
import type { CreateOptions, Progress, WaitOptions } from "../types/options.js";
import type { CreateRequest } from "../types/requests.js";
export interface IdleSnapshot {
    readonly state: "idle";
    readonly job?: Job | undefined;
    readonly progress?: undefined;
    readonly error?: undefined;
}
export interface UploadingSnapshot {
    readonly state: "uploading";
    readonly job?: undefined;
    readonly progress: Progress;
    readonly error?: undefined;
}
export interface CreatingSnapshot {
    readonly state: "creating";
    readonly job?: undefined;
    readonly progress?: undefined;
    readonly error?: undefined;
}
export interface WaitingSnapshot {
    readonly state: "waiting";
    readonly job: Job;
    readonly progress?: undefined;
    readonly error?: undefined;
}
export interface CompletedSnapshot {
    readonly state: "completed";
    readonly job: CompletedJob;
    readonly progress?: undefined;
    readonly error?: undefined;
}
export interface FailedSnapshot {
    readonly state: "failed";
    readonly job?: Job | undefined;
    readonly progress?: undefined;
    readonly error: Error;
}
export type ImageToVideoSnapshot = IdleSnapshot | UploadingSnapshot | CreatingSnapshot | WaitingSnapshot | CompletedSnapshot | FailedSnapshot;
export type ImageToVideoState = ImageToVideoSnapshot["state"];
export type ImageToVideoRunClient = Pick<Client, "createImageToVideo" | "waitForVideo" | "pendingJobs">;
export type StartOptions = Omit<CreateOptions, "signal" | "onUploadProgress">;
export interface VideoStoreOptions extends Pick<WaitOptions, "pollIntervalMs" | "timeoutMs"> {
    client?: ImageToVideoRunClient | undefined;
    resume?: boolean | ((jobs: Job[]) => Job | undefined) | undefined;
}
export type VideoStoreOptionsInput = VideoStoreOptions | (() => VideoStoreOptions | undefined);
export interface ImageToVideoActions {
    start(request: CreateRequest, options?: StartOptions): Promise<CompletedJob | undefined>;
    resume(job: Job): Promise<CompletedJob | undefined>;
    cancel(): void;
    reset(): void;
}
export interface VideoStore extends ImageToVideoActions {
    getSnapshot(): ImageToVideoSnapshot;
    subscribe(listener: () => void): () => void;
}

// store/video-store.d.ts
import type { VideoStore, VideoStoreOptionsInput } from "./types.js";
export declare const createVideoStore: (options?: VideoStoreOptionsInput) => VideoStore;

// react.d.ts
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptions } from "./store/types.js";
export type * from "./store/types.js";
export type UseImageToVideoOptions = VideoStoreOptions;
export type UseImageToVideo = ImageToVideoSnapshot & ImageToVideoActions;
export declare const useImageToVideo: (options?: UseImageToVideoOptions) => UseImageToVideo;

// vue.d.ts
import { type ShallowRef } from "vue";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
export type * from "./store/types.js";
export interface UseImageToVideo extends ImageToVideoActions {
    readonly snapshot: Readonly<ShallowRef<ImageToVideoSnapshot>>;
}
export declare const useImageToVideo: (options?: VideoStoreOptionsInput) => UseImageToVideo;

// svelte.d.ts
import { type Readable } from "svelte/store";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
export type * from "./store/types.js";
export interface UseImageToVideo extends Readable<ImageToVideoSnapshot>, ImageToVideoActions {
    readonly current: ImageToVideoSnapshot;
}
export declare const useImageToVideo: (options?: VideoStoreOptionsInput) => UseImageToVideo;

// solid.d.ts
import { type Accessor } from "solid-js";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
export type * from "./store/types.js";
export interface UseImageToVideo extends ImageToVideoActions {
    readonly snapshot: Accessor<ImageToVideoSnapshot>;
}
export declare const useImageToVideo: (options?: VideoStoreOptionsInput) => UseImageToVideo;

// angular.d.ts
import { type Signal } from "@angular/core";
import type { ImageToVideoActions, ImageToVideoSnapshot, VideoStoreOptionsInput } from "./store/types.js";
export type * from "./store/types.js";
export interface InjectImageToVideo extends ImageToVideoActions {
    readonly snapshot: Signal<ImageToVideoSnapshot>;
}
export declare const injectImageToVideo: (options?: VideoStoreOptionsInput) => InjectImageToVideo;

// element.d.ts
import type { ImageToVideoRunClient, ImageToVideoSnapshot, ImageToVideoState, StartOptions, VideoStore } from "./store/types.js";
import type { CompletedJob, Job } from "./types/jobs.js";
import type { CreateRequest, Resolution, VideoLength } from "./types/requests.js";
export type * from "./store/types.js";
export type * from "./types/jsx.js";
declare const Base: typeof HTMLElement;
export declare class ImageToVideoElement extends Base implements Omit<VideoStore, "start"> {
    #private;
    static readonly formAssociated = true;
    client: ImageToVideoRunClient;
    image_url: string | undefined;
    prompt: string | undefined;
    effect_code: string | undefined;
    resolution: Resolution | undefined;
    video_length: VideoLength | undefined;
    base_url: string | undefined;
    token_url: string | undefined;
    no_resume: boolean;
    submit_id: boolean;
    required: boolean;
    disabled: boolean;
    readonly state: ImageToVideoState;
    readonly job: Job | undefined;
    readonly error: Error | undefined;
    start: (options?: StartOptions) => Promise<CompletedJob | undefined>;
    resume: (job: Job) => Promise<CompletedJob | undefined>;
    cancel: () => void;
    reset: () => void;
    getSnapshot: () => ImageToVideoSnapshot;
    subscribe: (listener: () => void) => () => void;
    constructor();
    get request(): Partial<CreateRequest>;
    set request(request: Partial<CreateRequest>);
    get form(): HTMLFormElement | null;
}
export interface ImageToVideoElement {
    addEventListener(type: "update", listener: (this: ImageToVideoElement, event: CustomEvent<ImageToVideoSnapshot>) => unknown, options?: boolean | AddEventListenerOptions): void;
    addEventListener<K extends keyof HTMLElementEventMap>(type: K, listener: (this: ImageToVideoElement, event: HTMLElementEventMap[K]) => unknown, options?: boolean | AddEventListenerOptions): void;
    addEventListener(type: string, listener: EventListenerOrEventListenerObject, options?: boolean | AddEventListenerOptions): void;
}
declare global {
    interface HTMLElementTagNameMap {
        "image-to-video": ImageToVideoElement;
    }
}

// types/jsx.d.ts
import type { DetailedHTMLProps, HTMLAttributes } from "react";
import type { ImageToVideoElement } from "../element.js";
import type { ImageToVideoRunClient, ImageToVideoSnapshot } from "../store/types.js";
import type { CreateRequest, Resolution, VideoLength } from "./requests.js";
export interface ImageToVideoElementProps {
    image_url?: string | undefined;
    prompt?: string | undefined;
    effect_code?: string | undefined;
    resolution?: Resolution | undefined;
    video_length?: VideoLength | undefined;
    base_url?: string | undefined;
    token_url?: string | undefined;
    no_resume?: boolean | undefined;
    submit_id?: boolean | undefined;
    required?: boolean | undefined;
    disabled?: boolean | undefined;
    name?: string | undefined;
    request?: Partial<CreateRequest> | undefined;
    client?: ImageToVideoRunClient | undefined;
    onupdate?: ((event: CustomEvent<ImageToVideoSnapshot>) => unknown) | undefined;
}
export interface ElementProps {
    id?: string | undefined;
    class?: string | undefined;
    className?: string | undefined;
    style?: unknown;
    slot?: string | undefined;
    hidden?: boolean | undefined;
    key?: unknown;
    ref?: unknown;
    children?: unknown;
}
export type ReactElementProps = DetailedHTMLProps<HTMLAttributes<ImageToVideoElement>, ImageToVideoElement> & ImageToVideoElementProps;
declare module "react" {
    namespace JSX {
        interface IntrinsicElements {
            "image-to-video": ReactElementProps;
        }
    }
}
declare module "preact" {
    namespace JSX {
        interface IntrinsicElements {
            "image-to-video": ElementProps & ImageToVideoElementProps;
        }
    }
}
declare module "solid-js" {
    namespace JSX {
        interface IntrinsicElements {
            "image-to-video": ElementProps & ImageToVideoElementProps;
        }
    }
}
declare module "vue" {
    interface GlobalComponents {
        "image-to-video": new () => {
            $props: ElementProps & ImageToVideoElementProps;
        };
    }
}
