import { defaultClient } from "./store/default-client.js";
import { applyStyle, makeContent } from "./store/element-content.js";
import type {
  ImageToVideoRunClient,
  ImageToVideoSnapshot,
  ImageToVideoState,
  StartOptions,
  VideoStore,
} from "./store/types.js";
import { createVideoStore } from "./store/video-store.js";
import type { CompletedJob, Job } from "./types/jobs.js";
import type { ClientOptions } from "./types/options.js";
import type { CreateRequest, Resolution, VideoLength } from "./types/requests.js";

export type * from "./store/types.js";
export type * from "./types/jsx.js";

const fields = ["image_url", "prompt", "effect_code", "resolution", "video_length"];
const flags = ["required", "disabled", "no_resume", "submit_id"];
const attributes = [...fields, ...flags, "base_url", "token_url"];

/** The parts of the element that it changes. */
interface Parts {
  base: HTMLFieldSetElement;
  preview: HTMLImageElement;
  file: HTMLInputElement;
  prompt: HTMLTextAreaElement;
  button: HTMLButtonElement & { firstChild: HTMLSlotElement };
  status: HTMLElement & { lastChild: HTMLSlotElement };
  bar: HTMLProgressElement;
  video: HTMLVideoElement;
}

type Fields = Partial<CreateRequest>;

/** The address of a picture that a page may show before it is uploaded. */
const addressOf = (picture: Partial<File & URL> | string | undefined): string => {
  if (typeof picture === "string") return picture;
  const address = picture?.size ? URL.createObjectURL?.(picture as File) : picture?.href;
  return typeof address === "string" ? address : "";
};

// A server may import this, too.
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

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
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: see the interface below
export class ImageToVideoElement extends Base implements Omit<VideoStore, "start"> {
  static readonly formAssociated = true;
  /** @internal */
  static observedAttributes = attributes;

  /** Default: the default client, set up by `configure`; with `base_url` or `token_url` one of its own. */
  declare client: ImageToVideoRunClient;
  /** The picture's address, as long as none is chosen. */
  declare image_url: string | undefined;
  /** Where the text begins; what has been typed is in `request`. */
  declare prompt: string | undefined;
  declare effect_code: string | undefined;
  declare resolution: Resolution | undefined;
  declare video_length: VideoLength | undefined;
  /** The gateway, for this element alone. */
  declare base_url: string | undefined;
  /** Where to `POST` for a token, for this element alone. */
  declare token_url: string | undefined;
  /** Do not take up a job that an earlier page load started and that no other element waits for. */
  declare no_resume: boolean;
  /** The form gets the job's id, as soon as there is one, in place of the video's address. */
  declare submit_id: boolean;
  declare required: boolean;
  declare disabled: boolean;

  declare readonly state: ImageToVideoState;
  declare readonly job: Job | undefined;
  declare readonly error: Error | undefined;

  /**
   * Creates a video and waits for it, as the button does. Resolves with the job, or with `undefined` when it failed or
   * was cancelled; it never rejects. While an earlier start is under way it starts nothing and resolves with that one's
   * job. A job that was taken up gives way: it stays pending. An element that is removed sends nothing any more; a create
   * that was sent completes.
   */
  declare start: (options?: StartOptions) => Promise<CompletedJob | undefined>;
  /** Waits for a job that was created before, in place of another one. During a start's upload or create it does nothing. */
  declare resume: (job: Job) => Promise<CompletedJob | undefined>;
  /** Stops uploading or waiting. A job that was created goes on, and stays in `job`. */
  declare cancel: () => void;
  /** Like `cancel`, and forgets the job and the error. */
  declare reset: () => void;
  /** The present state. */
  declare getSnapshot: () => ImageToVideoSnapshot;
  /** Calls back with every change until the function that it returns is called. */
  declare subscribe: (listener: () => void) => () => void;

  // Not everywhere: a test's DOM may lack it, or have it without what forms need.
  #internals = this.attachInternals?.() as Partial<ElementInternals> | undefined;
  #parts = {} as Parts;
  #request: Fields | undefined;
  #picture: unknown;
  #url = "";
  #detach: (() => void) | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.append(...makeContent());
    applyStyle(root);
    for (const element of root.querySelectorAll("[part]"))
      Object.assign(this.#parts, { [element.getAttribute("part") as string]: element });
    this.client ??= defaultClient();
    const { file, button } = this.#parts;
    const store = createVideoStore(() => ({ client: this.client, resume: !this.no_resume }));
    const start = (options?: StartOptions) => store.start(this.request as CreateRequest, options);
    Object.assign(this, store, { start });
    file.onchange = () => {
      this.request = { ...this.#request, image_url: file.files?.[0] } as Fields;
    };
    button.onclick = () => {
      if (button.firstChild.hidden) this.cancel();
      else this.start();
    };
    // A property that a page set before this class was defined hides the accessor of that name.
    const own = this as Record<string, unknown>;
    for (const name of [...attributes, "request"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = own[name];
      delete own[name];
      own[name] = value;
    }
  }

  /** @internal */
  connectedCallback() {
    this.#detach = this.subscribe(() => {
      this.#show();
      this.dispatchEvent(new CustomEvent("update", { detail: this.getSnapshot(), bubbles: true }));
    });
    this.#show();
  }

  /** @internal */
  disconnectedCallback() {
    this.#detach?.();
  }

  /** @internal */
  attributeChangedCallback(name: string) {
    // The attribute is where the text begins, as with a control of the browser's.
    this.#parts.prompt.textContent = this.prompt as string;
    if (/^[bt]/.test(name)) {
      const options = { baseUrl: this.base_url || undefined, tokenUrl: this.token_url || undefined };
      this.client = defaultClient().createClient(options as ClientOptions);
    }
    this.#show();
  }

  /** @internal */
  formDisabledCallback(isDisabled: boolean) {
    this.#parts.base.disabled = isDisabled;
  }

  /** @internal */
  formResetCallback() {
    this.#parts.prompt.value = this.prompt ?? "";
    this.#parts.file.value = "";
    this.request = {};
    this.reset();
  }

  /** @internal */
  async formStateRestoreCallback(kept: string) {
    // As in video-store.ts: the page may not have configured its client yet.
    await null;
    this.resume(JSON.parse(kept));
  }

  /** What would be sent. Setting it gives fields that have no attribute, or override one; a Blob as `image_url`, too. */
  get request(): Partial<CreateRequest> {
    const request: Record<string, unknown> = { prompt: this.#parts.prompt.value, ...this.#request };
    for (const name of fields) request[name] ??= (this as Record<string, unknown>)[name];
    return request;
  }
  set request(request: Partial<CreateRequest>) {
    this.#request = request;
    this.#show();
  }

  get form(): HTMLFormElement | null {
    return this.#internals?.form ?? null;
  }

  #show() {
    const { state, job, progress, error } = this.getSnapshot();
    Object.assign(this, { state, job, error });
    const { status, bar, preview, video, button } = this.#parts;
    const picture = this.request.image_url as Partial<File & URL> | string | undefined;
    const isBusy = state.endsWith("ing");
    const url = (state === "completed" && job?.video_url) || "";
    const value = this.submit_id ? job?.id : url;
    const shown = isBusy ? ["busy", "cancel"] : [state, "start"];
    for (const slot of [...button.children, ...status.children] as HTMLSlotElement[])
      slot.hidden = !shown.includes(slot.name);
    status.lastChild.textContent = error?.message ?? null;
    bar.hidden = !isBusy;
    if (progress?.totalBytes) bar.value = progress.loadedBytes / progress.totalBytes;
    else bar.removeAttribute("value");
    if (picture !== this.#picture) {
      URL.revokeObjectURL?.(preview.src);
      preview.src = addressOf(picture);
      this.#picture = picture;
    }
    video.hidden = !url;
    if (url !== this.#url) video.src = this.#url = url;
    this.#internals?.setFormValue?.(value || null, JSON.stringify(job));
    const flags = { valueMissing: this.required && !value };
    this.#internals?.setValidity?.(flags, button.firstChild.textContent ?? "", button);
  }

  static {
    for (const name of attributes) {
      Object.defineProperty(ImageToVideoElement.prototype, name, {
        get(this: HTMLElement) {
          const value = this.getAttribute(name) ?? undefined;
          return flags.includes(name) ? this.hasAttribute(name) : /_l/.test(name) && value ? +value : value;
        },
        set(this: HTMLElement, value) {
          if (value) this.setAttribute(name, value);
          else this.removeAttribute(name);
        },
      });
    }
    const registry = globalThis.customElements;
    // Another copy of the package may have defined it.
    if (!registry?.get("image-to-video")) registry?.define("image-to-video", ImageToVideoElement);
  }
}

// Overloads of an inherited method, which cost no code.
export interface ImageToVideoElement {
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
