import type {
  ImageToVideoActions,
  ImageToVideoRunClient,
  ImageToVideoSnapshot,
  ImageToVideoState,
  StartOptions,
} from "./run.js";
import type { CompletedJob, CreateRequest, Job, Resolution, VideoLength } from "./types.js";

export type {
  ImageToVideoActions,
  ImageToVideoRunClient,
  ImageToVideoSnapshot,
  ImageToVideoState,
  StartOptions,
} from "./run.js";

/**
 * `<image-to-video>`: choose a picture, say what should happen, get the video. Importing this module defines it.
 *
 * It is a form control: its value is the address of the video, or with `submit_id` the id of the job; with `required`
 * a form is not sent before there is one.
 *
 * - Attributes, and properties of the same name: `image_url`, `prompt`, `effect_code`, `resolution`, `video_length` (the
 *   vendor's fields), `base_url`, `token_url` (a client of its own), `no_resume`, `submit_id`, `required`, `disabled`;
 *   and the attribute `name`.
 * - Slots: `picture`, `prompt`, `start`, `cancel`, `busy`, `completed`, `failed`: the words, in your language.
 * - Parts: `base`, `picture`, `preview`, `file`, `prompt`, `button`, `status`, `bar`, `video`.
 * - Custom property: `--image-to-video-accent`.
 * - Event: `update`, with every change; it bubbles.
 */
export declare class ImageToVideoElement extends HTMLElement implements ImageToVideoActions {
  static readonly formAssociated: true;
  /** Default: the default client, set up by `configure`; with `base_url` or `token_url` one of its own. */
  client: ImageToVideoRunClient;
  /** What would be sent. Setting it gives fields that have no attribute, or override one; a Blob as `image_url`, too. */
  get request(): Partial<CreateRequest>;
  set request(fields: Partial<CreateRequest>);

  /** The picture's address, as long as none is chosen. */
  image_url: string | undefined;
  /** Where the text begins; what has been typed is in `request`. */
  prompt: string | undefined;
  effect_code: string | undefined;
  resolution: Resolution | undefined;
  video_length: VideoLength | undefined;
  /** The gateway, for this element alone. */
  base_url: string | undefined;
  /** Where to `POST` for a token, for this element alone. */
  token_url: string | undefined;
  /** Do not take up what an earlier page load started and no other element waits for. */
  no_resume: boolean;
  /** The form gets the job's id, as soon as there is one, in place of the video's address. */
  submit_id: boolean;
  required: boolean;
  disabled: boolean;

  readonly state: ImageToVideoState;
  readonly job: Job | undefined;
  readonly error: unknown;
  readonly form: HTMLFormElement | null;

  /**
   * Creates a video and waits for it, as the button does. Resolves with the job, or with `undefined` when it failed or
   * was cancelled; it never rejects. While an earlier start is under way it starts nothing and resolves with that one's
   * job. A job that was taken up gives way: it stays pending. An element that is removed sends nothing any more; a create
   * that was sent is let through.
   */
  start(options?: StartOptions): Promise<CompletedJob | undefined>;
  /** Waits for a job that was created before, in place of another one. During a start's upload or create it does nothing. */
  resume(job: Job): Promise<CompletedJob | undefined>;
  /** Stops uploading or waiting. A job that was created goes on, and stays in `job`. */
  cancel(): void;
  /** Like `cancel`, and forgets the job and the error. */
  reset(): void;
  /** Where it stands. */
  getSnapshot(): ImageToVideoSnapshot;
  /** Calls back with every change until the function that it returns is called. */
  subscribe(listener: () => void): () => void;

  /** `update` comes with every change, and says in `detail` where the element stands. */
  addEventListener(
    type: "update",
    listener: (this: ImageToVideoElement, event: CustomEvent<ImageToVideoSnapshot>) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Any other event of an element. */
  addEventListener<K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (this: ImageToVideoElement, event: HTMLElementEventMap[K]) => unknown,
    options?: boolean | AddEventListenerOptions,
  ): void;
  /** Events of one's own. */
  addEventListener(
    type: string,
    listener: EventListenerOrEventListenerObject,
    options?: boolean | AddEventListenerOptions,
  ): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "image-to-video": ImageToVideoElement;
  }
}
