import type { Effect, Model } from "./catalogue.js";
import type { BatchResult, CompletedJob, Deletion, Job, JobChange, JobInput, JobPage } from "./jobs.js";
import type {
  CallOptions,
  CreateOptions,
  EffectOptions,
  ImageToVideoOptions,
  ListJobsOptions,
  TransferOptions,
  UploadOptions,
  WaitOptions,
} from "./options.js";
import type {
  AudioUpdateRequest,
  BatchRequest,
  CreateRequest,
  CreateRequestInput,
  FileInput,
  Issues,
  Resolution,
  VideoLength,
} from "./requests.js";

/** The functions of the package, bound to one set of options. */
export interface Client {
  /**
   * Checks the request, uploads the picture if it is a Blob, and creates the job. Against a gateway a lost answer is asked
   * for again under the same key, which cannot pay twice; if it stays lost, it rejects with `outcome_unknown`.
   */
  createImageToVideo(request: CreateRequest, options?: CreateOptions): Promise<Job>;
  /** Likewise, several variations at once. */
  createImageToVideoBatch(request: BatchRequest, options?: CreateOptions<BatchResult>): Promise<BatchResult>;
  /** Makes a job of its own that gives a finished video a new sound. */
  updateVideoAudio(request: AudioUpdateRequest, options?: CreateOptions): Promise<Job>;
  /**
   * What this person began in an earlier page load and did not see the end of, newest first. The gateway is asked how
   * orders without an answer ended; that creates nothing and costs nothing. Entries older than the vendor keeps results are dropped.
   */
  pendingJobs(options?: CallOptions): Promise<Job[]>;
  /**
   * The jobs that this person created on any device, newest first, a page at a time. Only a gateway knows them, for as long as it is
   * set to keep them.
   */
  listJobs(options?: ListJobsOptions): Promise<JobPage>;
  /** Deletes jobs. One under way stays, see `noPermissionItems`. */
  deleteVideos(refs: JobInput | readonly JobInput[], options?: CallOptions): Promise<Deletion>;
  /** One look at a job. One that the vendor does not show yet comes back as it was known. */
  pollImageToVideo(ref: JobInput, options?: CallOptions): Promise<Job>;
  /** One look at several jobs in one request; in the order asked for. */
  pollImageToVideo(refs: readonly JobInput[], options?: CallOptions): Promise<Job[]>;
  /** Waits for the video. Rejects with code `job_failed` when there will be none. */
  waitForVideo(ref: JobInput, options?: WaitOptions): Promise<CompletedJob>;
  /**
   * Every change of every job until all are done. A failed job is yielded like any other change. What ends the watching of one
   * of them (an unknown id, for example) is yielded as its error and leaves the others alone; an abort is thrown.
   */
  watchImageToVideo(refs: JobInput | readonly JobInput[], options?: WaitOptions): AsyncIterableIterator<JobChange>;
  /** Creates and waits. */
  imageToVideo(request: CreateRequest, options?: ImageToVideoOptions): Promise<CompletedJob>;
  /**
   * Everything that is wrong with a request by Akool's rules; empty if nothing is. The `request` of the result is then the same
   * request as a {@link CreateRequest}.
   */
  validateCreateRequest(request: CreateRequestInput, options?: CallOptions): Promise<Issues<CreateRequest>>;
  /** Likewise, of any value. */
  validateCreateRequest(request: unknown, options?: CallOptions): Promise<Issues<CreateRequest>>;
  /** Like {@link Client.validateCreateRequest}, for {@link Client.createImageToVideoBatch}. */
  validateBatchRequest(request: unknown, options?: CallOptions): Promise<Issues<BatchRequest>>;
  /** Like {@link Client.validateCreateRequest}, for {@link Client.updateVideoAudio}. */
  validateAudioUpdateRequest(request: unknown, options?: CallOptions): Promise<Issues<AudioUpdateRequest>>;
  /** Credits by the vendor's published table; `undefined` for a request it does not cover. What was really charged is `Job.deduction_credit`. */
  estimateCredits(
    request: { resolution?: Resolution; video_length?: VideoLength },
    options?: CallOptions,
  ): Promise<number | undefined>;
  /**
   * Uploads a picture or a sound to the gateway and returns its URL for `image_url` or `audio_url`. Its bytes decide what it is; what
   * cannot be used is `file_rejected` before any of them is sent.
   */
  uploadFile(file: FileInput | string | URL, options?: UploadOptions): Promise<string>;
  /** Fetches the video. An address that is too old is asked for anew first; `expired` if there is none any more. */
  downloadVideo(job: JobInput, options?: TransferOptions): Promise<Blob>;
  /** The vendor's effects; asked for once an hour at most. */
  listEffects(options?: EffectOptions): Promise<Effect[]>;
  /** The vendor's models for {@link Client.createImageToVideoBatch}. */
  listModels(options?: CallOptions): Promise<Model[]>;
  /** Credits left. */
  getCredits(options?: CallOptions): Promise<number>;
  /**
   * Ends the client: what it waits for rejects, its streams, timers and share in the work of other tabs end, and later calls reject
   * with `configuration`. An order that was sent completes.
   */
  close(): void;
}
