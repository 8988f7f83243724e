import { announce, find, gatewayUrl } from "./dom";
import type { FieldIssues } from "./issues";
import { loadTexts, t } from "./language";

const samples = ["balloon", "oranges", "harbour"] as const;
const typingPauseMs = 350;

/** One of the bundled images. */
export type SampleName = (typeof samples)[number];

/** What the video begins with. */
export interface Picture {
  /** What the request gets: a file, or an address. */
  source: Blob | string;
  /** The file's name, or the address. */
  name: string;
  alt: string;
  /** Where the browser shows it from. */
  url: string;
  /** Width by height; `undefined` when this browser can't show it. */
  ratio?: number | undefined;
  sample?: SampleName | undefined;
}

/** Whether a word names a bundled image. */
export function isSample(word: unknown): word is SampleName {
  return samples.some((name) => name === word);
}

/** The image by file, drag and drop, paste, address or sample. */
export class PictureField {
  /** What is chosen. */
  picture: Picture | undefined;
  #turn = 0;
  /** Settles when the image chosen last has been read, or found unreadable. */
  settled: Promise<void> = Promise.resolve();
  readonly #file = find("#image-file", HTMLInputElement);
  readonly #url = find("#image-url", HTMLInputElement);

  constructor(
    private readonly issues: FieldIssues,
    private readonly changed: (picture: Picture | undefined) => void,
    sampleChosen: (name: SampleName) => void,
  ) {
    this.#file.addEventListener("change", () => this.takeChosenFile());
    this.#url.addEventListener("input", () => this.takeAddress(this.#url.value.trim(), typingPauseMs));
    for (const button of document.querySelectorAll<HTMLElement>("[data-sample]"))
      button.addEventListener("click", () => {
        const name = button.dataset.sample;
        if (!isSample(name)) return;
        sampleChosen(name);
        this.takeSample(name);
      });
    find("#remove-picture", HTMLButtonElement).addEventListener("click", () => {
      this.clear();
      announce(t("image.removed"));
      this.#file.focus();
    });
  }

  /** Chooses the file of the file field, if there is one: a visitor may have chosen it while the scripts were loading. */
  takeChosenFile(): void {
    const file = this.#file.files?.[0];
    if (file !== undefined) this.takeFile(file, file.name);
  }

  /** Chooses a file, however it came here. */
  takeFile(file: Blob, name: string, sample?: SampleName): void {
    this.#url.value = "";
    const alt = sample === undefined ? t("image.alt", { name }) : t(`image.alt.${sample}`);
    this.#take({ source: file, name, alt, url: URL.createObjectURL(file), sample });
  }

  /** Chooses a bundled image. */
  takeSample(name: SampleName): void {
    const turn = ++this.#turn;
    const load = async (): Promise<void> => {
      const response = await fetch(`${gatewayUrl}/samples/${name}.jpg`).catch(() => undefined);
      const file = response?.ok === true ? await response.blob() : undefined;
      if (turn !== this.#turn) return;
      if (file === undefined) return this.issues.setLocal("image_url", t("image.sample"));
      this.takeFile(file, `${name}.jpg`, name);
      await this.settled;
    };
    this.settled = load();
  }

  /** Chooses an address, after a pause while someone types it. */
  takeAddress(address: string, pauseMs = 0): void {
    const current = typeof this.picture?.source === "string" ? this.picture.source : "";
    if (address === current) return;
    // An emptied field takes back the address, not a file that was chosen in the meantime.
    if (address === "") return this.clear();
    if (this.#url.value.trim() !== address) this.#url.value = address;
    this.#file.value = "";
    this.#take({ source: address, name: address, alt: t("image.alt", { name: address }), url: address }, pauseMs);
  }

  /** Chooses nothing. */
  clear(): void {
    this.#turn++;
    this.#file.value = "";
    this.#url.value = "";
    this.picture = undefined;
    this.changed(undefined);
  }

  #take(picture: Picture, pauseMs = 0): void {
    const turn = ++this.#turn;
    this.picture = picture;
    this.issues.setLocal("image_url", "");
    const read = async (): Promise<void> => {
      if (pauseMs > 0) await new Promise((resume) => setTimeout(resume, pauseMs));
      if (turn !== this.#turn) return;
      // Half an address is not worth a request.
      const isWhole = picture.source instanceof Blob || /^https?:\/\/[^/]+\/./.test(picture.source);
      if (isWhole) picture.ratio = await ratioOf(picture.url);
      const isUnreadable = picture.source instanceof Blob && picture.ratio === undefined;
      if (isUnreadable) await loadTexts();
      if (turn !== this.#turn) return;
      if (isUnreadable) {
        this.clear();
        return this.issues.setLocal("image_url", t("image.unreadable"));
      }
      this.changed(isWhole ? picture : undefined);
      if (isWhole) announce(t("image.chosen", { name: picture.name }));
    };
    this.settled = read();
  }
}

/** Width by height of an image; `undefined` if the browser can't show it. */
async function ratioOf(url: string): Promise<number | undefined> {
  const image = new Image();
  image.referrerPolicy = "no-referrer";
  image.src = url;
  return image.decode().then(
    () => image.naturalWidth / image.naturalHeight,
    () => undefined,
  );
}

/** Takes images, and addresses of images, that are dropped anywhere on the page or pasted into it. */
export function takeDropsAndPastes(field: PictureField): void {
  const root = document.documentElement;
  const isWelcome = ({ dataTransfer }: DragEvent): boolean =>
    dataTransfer?.types.some((type) => type === "Files" || type === "text/uri-list") ?? false;
  const take = (data: DataTransfer | null): boolean => {
    const [file] = data?.files ?? [];
    if (file !== undefined) {
      field.takeFile(file, file.name);
      return true;
    }
    const address = (data?.getData("text/uri-list") || data?.getData("text/plain") || "").trim();
    if (!/^https?:\/\/\S+$/.test(address)) return false;
    field.takeAddress(address);
    return true;
  };
  document.addEventListener("dragover", (event) => {
    if (!isWelcome(event)) return;
    event.preventDefault();
    root.classList.add("is-dropping");
  });
  document.addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) root.classList.remove("is-dropping");
  });
  document.addEventListener("drop", (event) => {
    root.classList.remove("is-dropping");
    if (take(event.dataTransfer)) event.preventDefault();
  });
  document.addEventListener("paste", (event) => {
    const isText = event.target instanceof HTMLTextAreaElement || event.target instanceof HTMLInputElement;
    // In a text field, text goes where the caret is.
    if (isText && event.clipboardData?.types.includes("text/plain")) return;
    if (take(event.clipboardData)) event.preventDefault();
  });
}
