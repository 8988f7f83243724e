// Read by the compiler, never run: what a user may write, and what the compiler has to refuse.
import {
  configure,
  createClient,
  createImageToVideo,
  createImageToVideoBatch,
  downloadVideo,
  estimateCredits,
  getCredits,
  imageToVideo,
  ImageToVideoError,
  init,
  listEffects,
  listJobs,
  pollImageToVideo,
  updateVideoAudio,
  uploadFile,
  validateAudioUpdateRequest,
  validateBatchRequest,
  validateCreateRequest,
  waitForVideo,
  watchImageToVideo,
} from "akool-image-to-video";
import type {
  ActiveJob,
  AudioUpdateRequest,
  BatchRequest,
  Charged,
  Client,
  CompletedJob,
  CreateRequest,
  CreateRequestInput,
  Effect,
  ErrorCode,
  FailedJob,
  Issue,
  Issues,
  Job,
  JobPage,
  JobRef,
  JobStatus,
  UnwatchedRef,
  WatchedJob,
} from "akool-image-to-video";
import type * as inline from "akool-image-to-video/inline";
import type * as slim from "akool-image-to-video/slim";

/** Compiles only if both types are the same. */
type Same<Left, Right> = (<T>() => T extends Left ? 1 : 2) extends <T>() => T extends Right ? 1 : 2 ? true : never;
function same<Left, Right>(_: Same<Left, Right>): void {}

const image_url = "https://example.com/a.png";

export async function everyCall(file: Blob, signal: AbortSignal): Promise<void> {
  configure({ baseUrl: "https://example.com", timeoutMs: 1000, headers: { "x-site": "1" } });
  configure({ token: async () => ({ access_token: "t", expires_in: 60 }) });
  configure({ retry: { attempts: 3, delaysMs: [500, 2_000] }, logger: console, credentials: "include" });
  configure({
    onRequest: async ({ url, method, headers }) => headers.set("x-trace", method + url),
    onResponse: ({ status, requestId, durationMs }) => void [status.toFixed(), requestId, durationMs.toFixed()],
  });
  const client: Client = createClient({ token: "t" });
  await init();
  await init({ wasm: new URL("https://example.com/module.wasm") });

  const job: Job = await createImageToVideo(
    { image_url: file, prompt: "p" },
    { signal, onUploadProgress: ({ loadedBytes }) => loadedBytes.toFixed() },
  );
  const one: Job = await pollImageToVideo(job);
  const several: Job[] = await pollImageToVideo([job, "id"], { signal });
  const done: CompletedJob = await waitForVideo(job, {
    pollIntervalMs: 500,
    onUpdate: ({ status }) => same<typeof status, JobStatus>(true),
  });
  const url: string = done.video_url;
  const expires: number = done.expiresAt;
  for await (const change of watchImageToVideo([job, "id"])) {
    if (change.job) same<typeof change, WatchedJob>(true);
    else same<typeof change, UnwatchedRef>(true);
  }
  const made: CompletedJob = await client.imageToVideo({ image_url, effect_code: "squish" }, { signal });
  const again: CompletedJob = await imageToVideo({ image_url: file, prompt: "p" });
  const issues: Issue[] = await validateCreateRequest({ anything: [1] });
  await createImageToVideoBatch({ image_url, prompt: "p" }, { onCommitted: ({ jobs }) => void jobs });
  await imageToVideo({ image_url, prompt: "p" }, { onCommitted: ({ status }) => void status });
  const page: JobPage = await listJobs({ limit: 10, status: "completed" });
  if (page.next !== undefined) await listJobs({ before: page.next });
  const sound = await validateAudioUpdateRequest({ pre_video_id: "id", audio_type: 1 });
  if (sound.request) await updateVideoAudio(sound.request);
  const batch = await validateBatchRequest({ image_url, prompt: "p" });
  if (batch.request) await createImageToVideoBatch(batch.request);
  client.close();
  const issuesOfText: Issue[] = await validateCreateRequest(JSON.parse("null") as unknown);
  const credits: number | undefined = await estimateCredits({ resolution: "4k", video_length: 10 });
  const uploaded: string = await uploadFile(file, {
    onProgress: ({ totalBytes }) => same<typeof totalBytes, number | undefined>(true),
  });
  const video: Blob = await downloadVideo(made);
  const effects: Effect[] = await listEffects();
  const left: number = await getCredits();
  const ref: JobRef = "id";
  void [one, several, url, expires, again, issues, issuesOfText, credits, uploaded, video, effects, left, ref];

  same<typeof inline.createImageToVideo, typeof createImageToVideo>(true);
  same<typeof slim.createImageToVideo, typeof createImageToVideo>(true);
}

export function errors(caught: unknown): string {
  if (caught instanceof ImageToVideoError) {
    same<typeof caught.charged, Charged>(true);
    same<typeof caught.retryable, boolean>(true);
    same<typeof caught.issues, Issue[]>(true);
    same<typeof caught.code, ErrorCode>(true);
    if (caught.code === "job_failed") return caught.job.reason;
    if (caught.code === "outcome_unknown") return caught.pending.idempotencyKey;
    if (caught.code === "expired") return caught.job.id;
    if (caught.code === "rate_limited" || caught.code === "insufficient_credits") return caught.status.toFixed();
    // @ts-expect-error only an order leaves something pending
    if (caught.code === "timeout") return caught.pending.idempotencyKey;
    // @ts-expect-error no such code
    if (caught.code === "failed") return "";
    return caught.message;
  }
  return ImageToVideoError.isInstance(caught) ? caught.name : "";
}

export function make(cause: unknown): ImageToVideoError {
  return new ImageToVideoError({ code: "network", message: "m", cause });
}

/** `status` tells which fields a job has. */
export function jobs(job: Job): string | number {
  const url: string | undefined = job.video_url;
  switch (job.status) {
    case "completed":
      same<typeof job, CompletedJob>(true);
      return job.video_url + job.expiresAt;
    case "failed":
      same<typeof job, FailedJob>(true);
      return job.reason;
    default:
      same<typeof job, ActiveJob>(true);
      // @ts-expect-error there is no video yet
      job.video_url satisfies string;
      return url ?? job.id;
  }
}

/** A request from a form: a `<select>` has any string, and what is not filled in is `undefined`. */
export async function fromForm(form: { size: HTMLSelectElement; files: HTMLInputElement; prompt: string | undefined }) {
  const input: CreateRequestInput = {
    image_url: form.files,
    prompt: form.prompt,
    resolution: form.size.value,
    video_length: Number(form.size.value),
    audio_type: Number(form.size.value),
    audio_url: undefined,
  };
  // @ts-expect-error nothing has checked it
  await createImageToVideo(input);
  const issues = await validateCreateRequest(input);
  same<typeof issues, Issues<CreateRequest>>(true);
  if (!issues.request) return issues.map(({ message }) => message);
  return createImageToVideo(issues.request);
}

/** Every request's files. */
export const withFiles: [CreateRequest, BatchRequest, AudioUpdateRequest] = [
  { image_url: new Blob(), prompt: "p", audio_type: 2, audio_url: new Blob() },
  { image_url: new Blob(), prompt: "p", last_image_url: new Blob() },
  { pre_video_id: "id", audio_type: 2, audio_url: new Blob() },
];

export const good: CreateRequest[] = [
  { image_url, prompt: "p" },
  { image_url, effect_code: "squish" },
  {
    image_url,
    prompt: "",
    effect_code: "squish",
    extend_prompt: true,
    negative_prompt: "blur",
    is_premium_model: true,
  },
  { image_url: new Blob(), prompt: "p", resolution: "1080p", video_length: 10, audio_type: 1 },
  { image_url, prompt: "p", audio_type: 2, audio_url: "https://example.com/a.mp3" },
  { image_url, prompt: "p", audio_type: 3, audio_url: "" },
];

export const bad: CreateRequest[] = [
  // @ts-expect-error a prompt or an effect is needed
  { image_url },
  // @ts-expect-error the picture is needed
  { prompt: "p" },
  // @ts-expect-error no such resolution
  { image_url, prompt: "p", resolution: "8k" },
  // @ts-expect-error no such length
  { image_url, prompt: "p", video_length: 7 },
  // @ts-expect-error a length is a number
  { image_url, prompt: "p", video_length: "5" },
  // @ts-expect-error no such kind of sound
  { image_url, prompt: "p", audio_type: 4 },
  // @ts-expect-error sound of one's own needs its URL
  { image_url, prompt: "p", audio_type: 2 },
  // @ts-expect-error a sound's URL is for sound of one's own only
  { image_url, prompt: "p", audio_type: 1, audio_url: "https://example.com/a.mp3" },
  // @ts-expect-error the vendor spells it webhookurl
  { image_url, prompt: "p", webhookUrl: "https://example.com" },
  // @ts-expect-error a picture is a URL or a Blob
  { image_url: 5, prompt: "p" },
];

export async function refused(job: Job): Promise<void> {
  // @ts-expect-error options carry the unit in their name
  configure({ timeout: 1000 });
  // @ts-expect-error a job that is not known to be done may have no video
  const url: string = job.video_url;
  // @ts-expect-error pauses carry the unit in their name, too
  configure({ retry: { delays: [1] } });
  // @ts-expect-error no such state
  if (job.status === "done") void 0;
  // @ts-expect-error one job in, one job out
  const several: Job[] = await pollImageToVideo(job);
  // @ts-expect-error errors are built from fields
  new ImageToVideoError("text");
  void [url, several];
}
