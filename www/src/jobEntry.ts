import type { AudioType, Charged, Job, JobStatus, Resolution, VideoLength } from "akool-image-to-video";
import type { SampleName } from "./samples";
import { forget, onOtherTab, recall, recallNames, remember } from "./storage";

/**
 * Where a job is for the page: the vendor's four states, and the page's own: `sending` before there is a job, `stopped`
 * when the person no longer waits, `interrupted` when waiting ended in an error that says nothing about the job.
 */
export type JobState = JobStatus | "sending" | "stopped" | "interrupted";

/** What the job was asked for, without the picture's and the sound's bytes. */
export interface JobSettings {
  prompt: string;
  negative_prompt: string;
  resolution: Resolution;
  video_length: VideoLength;
  audio_type: AudioType;
  is_premium_model: boolean;
  effect_code?: string;
  effect_name?: string;
  sample?: SampleName;
  /** Only an address the person gave; uploads have none that lasts. */
  image_url?: string;
}

/** An error as the list keeps it. */
export interface Trouble {
  code: string;
  message: string;
  charged: Charged;
  requestId?: string;
}

/** A line of the list; plain JSON. */
export interface JobEntry {
  /** The page's own name for it, there before the server's; and the order's key at the server. */
  key: string;
  state: JobState;
  settings: JobSettings;
  /** The create has been sent: from then on it may have cost something, whatever becomes of the page. */
  isCommitted?: boolean;
  /** Milliseconds since 1970. */
  startedAt: number;
  /** Milliseconds since 1970; when the server had the job. */
  sentAt?: number;
  job?: Job;
  trouble?: Trouble;
  /** A small WebP of the picture, base64. */
  small?: string;
}

const beginning = "job.";
const mostKept = 40;

/** Whether the page still waits for something. */
export function isActive(entry: JobEntry): boolean {
  return entry.state === "sending" || entry.state === "queueing" || entry.state === "processing";
}

/** What to call a job. */
export function titleOf(entry: JobEntry, words: { untitled: string; effect: (name: string) => string }): string {
  const { effect_name, effect_code, prompt } = entry.settings;
  if (effect_code !== undefined) return words.effect(effect_name ?? effect_code);
  return prompt.trim() === "" ? words.untitled : prompt.trim();
}

/** Stores an entry. One item each, so that two tabs don't overwrite each other's. */
export function storeEntry(entry: JobEntry): void {
  const text = JSON.stringify(entry);
  if (remember(beginning + entry.key, text)) return;
  // Full: give up the oldest finished one, and else the small picture.
  const oldest = storedEntries()
    .filter((other) => !isActive(other) && other.key !== entry.key)
    .pop();
  if (oldest !== undefined) removeEntry(oldest);
  if (!remember(beginning + entry.key, text))
    remember(beginning + entry.key, JSON.stringify({ ...entry, small: undefined }));
}

/** Removes an entry. */
export function removeEntry(entry: JobEntry): void {
  forget(beginning + entry.key);
}

/** What is stored of an entry. */
export function storedEntry(key: string): JobEntry | undefined {
  return readEntry(recall(beginning + key));
}

/** Calls back with the key of an entry that another tab has stored or removed. */
export function onStoredElsewhere(changed: (key: string) => void): void {
  onOtherTab(beginning, changed);
}

/** What earlier loads of the page have left, newest first. */
export function storedEntries(): JobEntry[] {
  const entries = recallNames(beginning)
    .map((name) => readEntry(recall(name)))
    .filter((entry) => entry !== undefined)
    .sort((one, other) => other.startedAt - one.startedAt);
  for (const extra of entries.slice(mostKept)) if (!isActive(extra)) removeEntry(extra);
  return entries.slice(0, mostKept);
}

/** Reads what is stored, but trusts it no further than its shape: an older version of the page may have written it. */
function readEntry(text: string | undefined): JobEntry | undefined {
  try {
    const entry = JSON.parse(text ?? "null") as Partial<JobEntry> | null;
    const isWhole =
      typeof entry?.key === "string" &&
      typeof entry.state === "string" &&
      typeof entry.startedAt === "number" &&
      typeof entry.settings?.prompt === "string";
    return isWhole ? (entry as JobEntry) : undefined;
  } catch {
    return undefined;
  }
}
