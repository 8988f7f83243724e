// Read by the compiler, never run: the store, the React hook and the custom element.
import { createClient, type CompletedJob, type Job, type Progress } from "akool-image-to-video";
import type { ImageToVideoElement } from "akool-image-to-video/element";
import { type ImageToVideoState, type UseImageToVideo, useImageToVideo } from "akool-image-to-video/react";
import { createVideoStore, type ImageToVideoSnapshot, type VideoStore } from "akool-image-to-video/store";

const image_url = "https://example.com/a.png";

export async function hook(): Promise<void> {
  useImageToVideo();
  useImageToVideo({ resume: false, pollIntervalMs: 500, timeoutMs: 60_000 });
  const video: UseImageToVideo = useImageToVideo({ client: createClient(), resume: (jobs: Job[]) => jobs[0] });
  const state: ImageToVideoState = video.state;
  const job: Job | undefined = video.job;
  const progress: Progress | undefined = video.progress;
  const done: CompletedJob | undefined = await video.start({ image_url, prompt: "p" }, { idempotencyKey: "order-1" });
  if (job) await video.resume(job);
  video.cancel();
  video.reset();
  void [state, progress, done];

  const { state: destructured, job: itsJob, error } = video;
  if (destructured === "completed") itsJob.video_url.toUpperCase();
  if (destructured === "failed") error.message.toUpperCase();

  // @ts-expect-error a prompt or an effect is needed
  await video.start({ image_url });
  // @ts-expect-error the hook's own signal counts; cancel() is the way
  await video.start({ image_url, prompt: "p" }, { signal: new AbortController().signal });
  // @ts-expect-error what it says is not to be changed
  video.state = "idle";
  // @ts-expect-error no such state
  if (video.state === "done") void 0;
  // @ts-expect-error not a client
  useImageToVideo({ client: {} });
}

export function store(): void {
  const made: VideoStore = createVideoStore();
  createVideoStore({ client: createClient(), resume: false });
  createVideoStore(() => ({ pollIntervalMs: 500 }));
  const leave: () => void = made.subscribe(() => {});
  leave();
  const snapshot: ImageToVideoSnapshot = made.getSnapshot();
  switch (snapshot.state) {
    case "uploading":
      snapshot.progress.loadedBytes.toFixed();
      break;
    case "waiting":
      snapshot.job.id.toUpperCase();
      break;
    case "completed":
      snapshot.job.video_url.toUpperCase();
      break;
    case "failed":
      snapshot.error.message.toUpperCase();
      break;
    case "idle":
    case "creating":
      break;
    default:
      snapshot satisfies never;
  }

  // @ts-expect-error an idle store may have no job
  made.getSnapshot().job.id;
  // @ts-expect-error a snapshot is not to be changed
  snapshot.state = "idle";
  // @ts-expect-error no such option
  createVideoStore({ resumes: true });
}

export async function element(): Promise<void> {
  const made = document.createElement("image-to-video");
  const same: ImageToVideoElement = made;
  made.prompt = "p";
  made.resolution = "1080p";
  made.video_length = 10;
  made.required = true;
  made.request = { image_url: new Blob(), negative_prompt: "rain" };
  made.client = createClient({ baseUrl: "https://example.com" });
  made.addEventListener(
    "update",
    ({ detail: { state, job, error } }) => void [state satisfies ImageToVideoState, job, error],
  );
  made.addEventListener("click", (event: MouseEvent) => event.preventDefault());
  const done: CompletedJob | undefined = await made.start();
  const left: Job | undefined = made.job;
  const form: HTMLFormElement | null = same.form;
  void [done, left, form];

  // @ts-expect-error no such resolution
  made.resolution = "8k";
  // @ts-expect-error the element says where it stands
  made.state = "idle";
  // @ts-expect-error no such field
  made.request = { image_url, size: 5 };
}
