// By its own name, so that the page's one default client is used, from the entry that fits the place.
import * as core from "akool-image-to-video";
import { dress, makeContent } from "./element-looks.js";
import { createRun } from "./run.js";

const fields = ["image_url", "prompt", "effect_code", "resolution", "video_length"];
const flags = ["required", "disabled", "no_resume", "submit_id"];
const attributes = [...fields, ...flags, "base_url", "token_url"];

// A server may import this, too.
export class ImageToVideoElement extends (globalThis.HTMLElement ?? Object) {
  static formAssociated = true;
  static observedAttributes = attributes;

  // Not everywhere: a test's DOM may lack it, or have it without what forms need.
  #internals = this.attachInternals?.();
  #parts = {};
  #request;
  #picture;
  #url = "";
  #detach;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.append(...makeContent());
    dress(root);
    for (const element of root.querySelectorAll("[part]")) this.#parts[element.getAttribute("part")] = element;
    this.client ??= core;
    const { file, button } = this.#parts;
    const run = createRun(() => ({ client: this.client, resume: !this.no_resume }));
    Object.assign(this, run, { start: (options) => run.start(this.request, options) });
    file.onchange = () => {
      this.request = { ...this.#request, image_url: file.files[0] };
    };
    button.onclick = () => (button.firstChild.hidden ? this.cancel() : this.start());
    // What a page set before this class was there hides what is of that name here.
    for (const name of [...attributes, "request"]) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
  }

  connectedCallback() {
    this.#detach = this.subscribe(() => {
      this.#show();
      this.dispatchEvent(new CustomEvent("update", { detail: this.getSnapshot(), bubbles: true }));
    });
    this.#show();
  }

  disconnectedCallback() {
    this.#detach();
  }

  attributeChangedCallback(name) {
    // The attribute is where the text begins, as with a control of the browser's.
    this.#parts.prompt.textContent = this.prompt;
    if (/^[bt]/.test(name))
      this.client = core.createClient({ baseUrl: this.base_url || undefined, tokenUrl: this.token_url || undefined });
    this.#show();
  }

  formDisabledCallback(isDisabled) {
    this.#parts.base.disabled = isDisabled;
  }

  formResetCallback() {
    this.#parts.prompt.value = this.prompt ?? "";
    this.#parts.file.value = "";
    this.request = {};
    this.reset();
  }

  async formStateRestoreCallback(kept) {
    // As in run.js: the page may not have set its client up yet.
    await null;
    this.resume(JSON.parse(kept));
  }

  get request() {
    const request = { prompt: this.#parts.prompt.value, ...this.#request };
    for (const name of fields) request[name] ??= this[name];
    return request;
  }
  set request(request) {
    this.#request = request;
    this.#show();
  }

  get form() {
    return this.#internals?.form ?? null;
  }
  #show() {
    const { state, job, progress, error } = this.getSnapshot();
    Object.assign(this, { state, job, error });
    const { status, bar, preview, video, button } = this.#parts;
    const picture = this.request.image_url;
    const isBusy = state.endsWith("ing");
    const url = state === "completed" ? job.video_url : "";
    const value = this.submit_id ? job?.id : url;
    const shown = isBusy ? ["busy", "cancel"] : [state, "start"];
    for (const slot of [...button.children, ...status.children]) slot.hidden = !shown.includes(slot.name);
    status.lastChild.textContent = error?.message;
    bar.hidden = !isBusy;
    if (progress) bar.value = progress.loadedBytes / progress.totalBytes;
    else bar.removeAttribute("value");
    if (picture !== this.#picture) {
      URL.revokeObjectURL?.(preview.src);
      const address = picture?.size ? URL.createObjectURL?.(picture) : (picture?.href ?? picture);
      preview.src = typeof address === "string" ? address : "";
      this.#picture = picture;
    }
    video.hidden = !url;
    if (url !== this.#url) video.src = this.#url = url;
    this.#internals?.setFormValue?.(value || null, JSON.stringify(job));
    this.#internals?.setValidity?.({ valueMissing: this.required && !value }, button.firstChild.textContent, button);
  }

  static {
    for (const name of attributes) {
      Object.defineProperty(ImageToVideoElement.prototype, name, {
        get() {
          const value = this.getAttribute(name) ?? undefined;
          return flags.includes(name) ? this.hasAttribute(name) : /_l/.test(name) && value ? +value : value;
        },
        set(value) {
          if (value) this.setAttribute(name, value);
          else this.removeAttribute(name);
        },
      });
    }
    const registry = globalThis.customElements;
    // Another copy of the package may have been here.
    if (!registry?.get("image-to-video")) registry?.define("image-to-video", ImageToVideoElement);
  }
}
