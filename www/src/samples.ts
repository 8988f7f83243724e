import { t } from "./language";
import type { Picture } from "./picture";

const names = ["balloon", "oranges", "harbour"] as const;

/** One of the bundled pictures. */
export type SampleName = (typeof names)[number];

/** Whether a word names a bundled picture. */
export function isSample(word: string | undefined | null): word is SampleName {
  return names.some((name) => name === word);
}

/** Fetches a bundled picture. */
export async function loadSample(name: SampleName): Promise<Picture> {
  const response = await fetch(`/samples/${name}.jpg`);
  if (!response.ok) throw new Error(`The sample ${name} answered ${response.status}.`);
  const file = new File([await response.blob()], `${name}.jpg`, { type: "image/jpeg" });
  return { source: file, name: file.name, description: t(`image.alt.${name}`), sample: name };
}
