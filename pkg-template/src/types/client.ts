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
   * Validates the request, uploads any files in it, and creates the job.
   *
   * If the response is lost, the request is sent again under the same idempotency key, so it is never paid for twice. If there is
   * still no response, the promise rejects with `outcome_unknown`.
   */
  createImageToVideo(request: CreateRequest, options?: CreateOptions): Promise<Job>;
  /** Creates several variations of one video. Otherwise like {@link Client.createImageToVideo}. */
  createImageToVideoBatch(request: BatchRequest, options?: CreateOptions<BatchResult>): Promise<BatchResult>;
  /** Replaces the sound of a finished video. This is a new job with its own id. */
  updateVideoAudio(request: AudioUpdateRequest, options?: CreateOptions): Promise<Job>;
  /**
   * Lists the jobs that the user started in an earlier page load and that had not ended then, newest first.
   *
   * For an order whose response was lost, the gateway is asked for the outcome. That creates nothing and costs nothing. Entries
   * older than seven days are dropped, because Akool keeps results no longer.
   */
  pendingJobs(options?: CallOptions): Promise<Job[]>;
  /**
   * Lists the jobs that the user created on any device, newest first, one page at a time. This needs a gateway, which keeps jobs
   * for as long as it is configured to.
   */
  listJobs(options?: ListJobsOptions): Promise<JobPage>;
  /** Deletes jobs. Akool does not delete a job that is still running; such jobs are in `noPermissionItems`. */
  deleteVideos(refs: JobInput | readonly JobInput[], options?: CallOptions): Promise<Deletion>;
  /** Polls a job once. A job that Akool does not list yet is returned unchanged. */
  pollImageToVideo(ref: JobInput, options?: CallOptions): Promise<Job>;
  /** Polls several jobs in one request. The result is in the order of `refs`. */
  pollImageToVideo(refs: readonly JobInput[], options?: CallOptions): Promise<Job[]>;
  /** Waits for the video. Rejects with `job_failed` if the job fails. */
  waitForVideo(ref: JobInput, options?: WaitOptions): Promise<CompletedJob>;
  /**
   * Yields every change of every job until all have ended. A failed job is a change like any other. If one job can no longer be
   * watched (its id is unknown, for example), its error is yielded and the other jobs are still watched. An abort is thrown.
   */
  watchImageToVideo(refs: JobInput | readonly JobInput[], options?: WaitOptions): AsyncIterableIterator<JobChange>;
  /** Creates a job and waits for its video: {@link Client.createImageToVideo}, then {@link Client.waitForVideo}. */
  imageToVideo(request: CreateRequest, options?: ImageToVideoOptions): Promise<CompletedJob>;
  /**
   * Checks a request against Akool's rules and returns all issues. If there are none, `request` of the result is the request, typed
   * as {@link CreateRequest}. Nothing is sent.
   */
  validateCreateRequest(request: CreateRequestInput, options?: CallOptions): Promise<Issues<CreateRequest>>;
  /** Does the same for a value of any type. */
  validateCreateRequest(request: unknown, options?: CallOptions): Promise<Issues<CreateRequest>>;
  /** Like {@link Client.validateCreateRequest}, for {@link Client.createImageToVideoBatch}. */
  validateBatchRequest(request: unknown, options?: CallOptions): Promise<Issues<BatchRequest>>;
  /** Like {@link Client.validateCreateRequest}, for {@link Client.updateVideoAudio}. */
  validateAudioUpdateRequest(request: unknown, options?: CallOptions): Promise<Issues<AudioUpdateRequest>>;
  /**
   * Estimates the credits from Akool's published prices; `undefined` if they do not cover the request. The credits that were taken are
   * in `Job.deduction_credit`.
   */
  estimateCredits(
    request: { resolution?: Resolution; video_length?: VideoLength },
    options?: CallOptions,
  ): Promise<number | undefined>;
  /**
   * Uploads an image or a sound to the gateway and returns its URL, for `image_url` or `audio_url`. The format is read from the bytes,
   * not from the name. A file that cannot be used rejects with `file_rejected` before anything is sent.
   */
  uploadFile(file: FileInput | string | URL, options?: UploadOptions): Promise<string>;
  /** Downloads the video. An expired URL is refreshed first. Rejects with `expired` if the video is gone. */
  downloadVideo(job: JobInput, options?: TransferOptions): Promise<Blob>;
  /** Lists Akool's effects. The list is cached for an hour, see {@link EffectOptions.maxAgeMs}. */
  listEffects(options?: EffectOptions): Promise<Effect[]>;
  /** Lists Akool's models for {@link Client.createImageToVideoBatch}. */
  listModels(options?: CallOptions): Promise<Model[]>;
  /** Returns the credits that are left. */
  getCredits(options?: CallOptions): Promise<number>;
  /**
   * Closes the client. Waiting calls reject, streams and timers end, and later calls reject with `configuration`. A create that was
   * already sent completes.
   */
  close(): void;
}
