import { find } from "./dom";
import type { FieldIssues } from "./fieldIssues";
import { t } from "./language";
import { decode, type Paintable, type Picture } from "./picture";
import { isSample, loadSample, type SampleName } from "./samples";

const typingPauseMs = 350;

/** What the field tells the rest of the page. */
export interface ImageListener {
  /** A picture was chosen; it has nothing to paint when it can't be shown here. */
  chosen(picture: Picture, paintable: Paintable | undefined): void;
  /** There is none any more. */
  cleared(): void;
}

/** The picture by file, drag and drop, paste, address or sample. */
export class ImageField {
  #picture: Picture | undefined;
  #paintable: Paintable | undefined;
  #turn = 0;
  #settled: Promise<void> = Promise.resolve();
  readonly #file = find("#image-file", HTMLInputElement);
  readonly #url = find("#image-url", HTMLInputElement);
  readonly #samples = document.querySelectorAll<HTMLButtonElement>("[data-sample]");

  constructor(
    private readonly issues: FieldIssues,
    private readonly listener: ImageListener,
  ) {
    this.#file.addEventListener("change", () => this.takeChosenFile());
    this.#url.addEventListener("input", () => this.#takeUrl());
    for (const button of this.#samples) {
      button.addEventListener("click", () => {
        if (isSample(button.dataset.sample)) this.takeSample(button.dataset.sample);
      });
    }
  }

  /** What is chosen. */
  get picture(): Picture | undefined {
    return this.#picture;
  }

  /** Settles when the picture chosen last has been read, or found unreadable. */
  get settled(): Promise<void> {
    return this.#settled;
  }

  /** The chosen picture, ready to be painted. */
  get paintable(): Paintable | undefined {
    return this.#paintable;
  }

  /** Chooses the file of the file field, if there is one. */
  takeChosenFile(): void {
    const file = this.#file.files?.[0];
    if (file !== undefined) this.takeFile(file);
  }

  /** Chooses a file, however it came here. */
  takeFile(file: File): void {
    this.#take({ source: file, name: file.name, description: t("image.alt.file", { name: file.name }) });
  }

  /** Chooses a bundled picture. */
  takeSample(name: SampleName): void {
    const turn = ++this.#turn;
    this.#settled = loadSample(name).then(
      async (picture) => {
        if (turn !== this.#turn) return;
        this.#take(picture);
        await this.#settled;
      },
      () => {
        if (turn === this.#turn) this.issues.setLocal("image_url", t("image.sampleMissing"));
      },
    );
  }

  /** Writes an address into its field and chooses it. */
  takeAddress(address: string): void {
    this.#url.value = address;
    this.#takeUrl();
  }

  #takeUrl(): void {
    const address = this.#url.value.trim();
    if (address === (typeof this.#picture?.source === "string" ? this.#picture.source : "")) return;
    // An emptied field takes back the address, not a file chosen in the meantime.
    if (address === "") return typeof this.#picture?.source === "string" ? this.#clear() : undefined;
    this.#take({ source: address, name: address, description: t("image.alt.url", { name: address }) });
  }

  #take(picture: Picture): void {
    const turn = ++this.#turn;
    this.#picture = picture;
    if (picture.source instanceof Blob) this.#url.value = "";
    else this.#file.value = "";
    this.issues.setLocal("image_url", "");
    this.#settled = this.#read(picture, turn);
  }

  async #read(picture: Picture, turn: number): Promise<void> {
    const isFile = picture.source instanceof Blob;
    // Half an address while someone types is not worth a request.
    const isWhole = isFile || /^https?:\/\/[^/]+\/./.test(picture.source as string);
    if (!isFile) await new Promise((resume) => setTimeout(resume, typingPauseMs));
    if (turn !== this.#turn) return;
    const paintable = isWhole ? await decode(picture) : undefined;
    if (turn !== this.#turn) return;
    if (isFile && paintable === undefined) {
      this.#clear();
      this.issues.setLocal("image_url", t("image.unreadable"));
      return;
    }
    this.#paintable = paintable;
    for (const button of this.#samples)
      button.setAttribute("aria-pressed", String(button.dataset.sample === picture.sample));
    if (isWhole) this.listener.chosen(picture, paintable);
    else this.listener.cleared();
  }

  #clear(): void {
    this.#turn++;
    this.#picture = undefined;
    this.#paintable = undefined;
    this.#file.value = "";
    for (const button of this.#samples) button.setAttribute("aria-pressed", "false");
    this.listener.cleared();
  }
}
