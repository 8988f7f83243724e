import type { SampleName } from "./samples";

/** What the video begins with: a file (a sample is one too), or an address. */
export interface Picture {
  /** What the request gets. */
  source: Blob | string;
  /** For the person: the file's or the sample's name, or the address. */
  name: string;
  /** Said to those who can't see it. */
  description: string;
  /** Set for the bundled ones. */
  sample?: SampleName;
}

/** A picture ready to be painted. */
export type Paintable = ImageBitmap | HTMLImageElement;

/** Decodes a picture; `undefined` if this browser can't. */
export async function decode(picture: Picture): Promise<Paintable | undefined> {
  try {
    if (picture.source instanceof Blob) return await createImageBitmap(picture.source);
    const image = new Image();
    // Where the other side allows it the picture can be read back for the list's small copy; where not, it is shown anyway.
    return await load(image, picture.source, true).catch(() => load(new Image(), picture.source as string, false));
  } catch {
    return undefined;
  }
}

async function load(image: HTMLImageElement, address: string, readable: boolean): Promise<HTMLImageElement> {
  if (readable) image.crossOrigin = "anonymous";
  image.referrerPolicy = "no-referrer";
  image.src = address;
  await image.decode();
  return image;
}

/** Paints a picture to fill the canvas, cutting off what does not fit. */
export function paintCovering(
  canvas: HTMLCanvasElement,
  picture: CanvasImageSource & { width: number; height: number },
): void {
  const scale = Math.max(canvas.width / picture.width, canvas.height / picture.height);
  const width = picture.width * scale;
  const height = picture.height * scale;
  canvas.getContext("2d")?.drawImage(picture, (canvas.width - width) / 2, (canvas.height - height) / 2, width, height);
}

/** A small copy as base64, to be kept with the job; `undefined` if the picture may not be read back. */
export function smallCopy(picture: Paintable): string | undefined {
  const canvas = document.createElement("canvas");
  canvas.width = 320;
  canvas.height = 200;
  paintCovering(canvas, picture);
  try {
    return canvas.toDataURL("image/webp", 0.7).split(",")[1];
  } catch {
    return undefined;
  }
}

/** Paints what {@link smallCopy} made. */
export async function paintSmallCopy(canvas: HTMLCanvasElement, base64: string): Promise<void> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const bitmap = await createImageBitmap(new Blob([bytes]));
  paintCovering(canvas, bitmap);
  bitmap.close();
}
