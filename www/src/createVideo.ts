import { createImageToVideo, ImageToVideoError } from "akool-image-to-video";
import { announce } from "./announcer";
import { find } from "./dom";
import type { EffectGallery } from "./effectGallery";
import type { FieldIssues } from "./fieldIssues";
import type { ImageField } from "./imageField";
import type { JobEntry } from "./jobEntry";
import { type JobList, stoppedByPerson } from "./jobList";
import { onLanguage, t } from "./language";
import { smallCopy } from "./picture";
import type { DraftRequest } from "./requestForm";
import type { SoundField } from "./soundField";
import { upload } from "./upload";

/** What creating needs of the page. */
export interface Fields {
  image: ImageField;
  sound: SoundField;
  effects: EffectGallery;
  issues: FieldIssues;
  jobs: JobList;
  readRequest: () => DraftRequest;
}

/** The button: checks, uploads, creates; one at a time, so that a double click is not paid for twice. */
export function startCreating(fields: Fields): void {
  const button = find("#create", HTMLButtonElement);
  const label = find("#create-label", HTMLElement);
  let isBusy = false;
  const tell = (): void => {
    label.textContent = t(isBusy ? "create.busy" : "create");
    button.setAttribute("aria-disabled", String(isBusy));
  };
  onLanguage(tell);
  find("#request", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) return;
    isBusy = true;
    tell();
    void create(fields).finally(() => {
      isBusy = false;
      tell();
    });
  });
  // A press before this would send the form as HTML does, and lose what is in it.
  button.disabled = false;
}

async function create(fields: Fields): Promise<void> {
  await fields.image.settled;
  if (!(await fields.issues.checkAll())) return;
  const request = fields.readRequest();
  const sound = fields.sound.file;
  const entry = entryFor(request, fields);
  const abort = new AbortController();
  const { jobs } = fields;
  await jobs.begin(entry, abort);
  announce(t("create.started"));
  // Where the list is below the form, the person would not see that anything has begun.
  if (matchMedia("(max-width: 1020px)").matches) find("#jobs li", HTMLElement).scrollIntoView({ block: "center" });
  try {
    const tellPercent = (percent: number): void => jobs.uploading(entry.key, percent);
    if (request.image_url instanceof Blob)
      request.image_url = await upload(request.image_url, abort.signal, tellPercent);
    if (sound !== undefined) request.audio_url = await upload(sound, abort.signal, tellPercent);
    jobs.committed(entry.key);
    // From here on it may cost: no signal goes along, since stopping now would only hide the outcome.
    const job = await createImageToVideo(request as Parameters<typeof createImageToVideo>[0], {
      // By which a job is found again whose answer was lost.
      idempotencyKey: entry.key,
    });
    jobs.sent(entry.key, job);
  } catch (error) {
    if (error === stoppedByPerson) return jobs.drop(entry.key);
    jobs.failed(entry.key, error);
    if (ImageToVideoError.isInstance(error) && error.issues.length > 0) fields.issues.showFromServer(error.issues);
  }
}

function entryFor(request: DraftRequest, fields: Fields): JobEntry {
  const picture = fields.image.picture;
  const paintable = fields.image.paintable;
  const effect = fields.effects.chosen;
  const small = paintable === undefined ? undefined : smallCopy(paintable);
  return {
    // `crypto.randomUUID` is not there without TLS.
    key: crypto.getRandomValues(new Uint32Array(4)).join("-"),
    state: "sending",
    startedAt: Date.now(),
    ...(small === undefined ? {} : { small }),
    settings: {
      prompt: request.prompt,
      negative_prompt: request.negative_prompt,
      resolution: request.resolution,
      video_length: request.video_length,
      audio_type: request.audio_type,
      is_premium_model: request.is_premium_model === true,
      ...(effect === undefined
        ? {}
        : { effect_code: effect.effect_code, effect_name: effect.name ?? effect.effect_code }),
      ...(picture?.sample === undefined ? {} : { sample: picture.sample }),
      ...(typeof request.image_url === "string" ? { image_url: request.image_url } : {}),
    },
  };
}
