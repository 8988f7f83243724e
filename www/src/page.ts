import { type CreateRequest, configure, ImageToVideoError } from "akool-image-to-video";
import { createVideoStore } from "akool-image-to-video/store";
import { announce, find, gatewayUrl } from "./dom";
import { EffectGallery } from "./effects";
import { Credits, readRequest, readSettings, type Settings, startForm, writeSettings } from "./form";
import { VideoHistory } from "./history";
import { FieldIssues } from "./issues";
import { titleOf, usualDuration } from "./jobs";
import { loadTexts, onLanguage, t, textOf } from "./language";
import { isSample, PictureField, type SampleName, takeDropsAndPastes } from "./picture";
import { Stage } from "./stage";
import { recallFile, recallObject, remember, rememberFile } from "./storage";

/** Puts the page's parts together around the package's store, and brings back what an earlier load has left. */
export function startPage(): void {
  const form = find("#request", HTMLFormElement);
  const create = find("#create", HTMLButtonElement);
  const prompt = find("#prompt", HTMLTextAreaElement);
  const store = createVideoStore();
  const effects = new EffectGallery();
  const credits = new Credits();
  const issues = new FieldIssues(() => readRequest(picture?.picture, effects.code));
  const stage = new Stage(store, (job) => usualDuration(videos.jobs, job.record.resolution, job.record.video_duration));
  const tabs = new BroadcastChannel("image-to-video");
  /** Whether the form differs from what the stage is making: the same video is not created twice by two clicks. */
  let isChanged = true;
  let isChecking = false;
  let isRestored = false;
  /** The prompt that a sample brought, which the next sample may replace. */
  let samplePrompt = "";
  /** The picture of the order under way, and those of the jobs created here: their cards need not fetch what was uploaded. */
  let sentPicture = "";
  const pictures = new Map<string, string>();

  const videos = new VideoHistory({
    view(job) {
      // An upload or a create under way keeps the stage.
      if (["uploading", "creating"].includes(store.getSnapshot().state)) return;
      stage.begin(titleOf(job.record));
      void store.resume(job);
      find("#stage", HTMLElement).focus({ preventScroll: true });
    },
    reuse: (settings) => void reuse(settings),
    pictureOf: (job) => pictures.get(job.id),
    isOnStage: (job) => {
      const shown = store.getSnapshot().job;
      return shown !== undefined && shown.id === job.id;
    },
    changed: () => stage.show(),
    settled: () => void credits.refresh(),
  });
  const picture: PictureField = new PictureField(
    issues,
    (chosen) => {
      const { state } = store.getSnapshot();
      // A video that was on the stage gives way. What is under way goes on.
      if (isRestored && (state === "completed" || state === "failed")) store.reset();
      stage.showPicture(chosen);
      changed();
      if (isRestored) void rememberFile("picture", chosen?.source instanceof Blob ? chosen.source : undefined);
    },
    suggestPrompt,
  );

  function suggestPrompt(name: SampleName): void {
    if (prompt.value.trim() !== "" && prompt.value !== samplePrompt) return;
    samplePrompt = t(`sample.${name}`);
    prompt.value = samplePrompt;
    prompt.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function readDraft(): Settings {
    const chosen = picture.picture;
    return {
      ...readSettings(),
      effect_code: effects.code,
      sample: chosen?.sample ?? "",
      image_url: typeof chosen?.source === "string" ? chosen.source : "",
      file: chosen?.source instanceof Blob ? chosen.name : "",
    };
  }

  function changed(): void {
    isChanged = true;
    showBusy();
    void issues.recheck();
    if (isRestored) remember("draft", JSON.stringify(readDraft()));
  }

  function showBusy(): void {
    const { state } = store.getSnapshot();
    if (isChecking || state === "uploading" || state === "creating") credits.setBusy(t("create.busy"));
    else credits.setBusy(state === "waiting" && !isChanged ? t("create.underway") : "");
  }

  /** The picture that settings name: a sample, a file of the draft, or an address. */
  async function takePicture({ sample, file = "", image_url = "" }: Settings): Promise<void> {
    if (isSample(sample)) return picture.takeSample(sample);
    const kept = file === "" ? undefined : await recallFile("picture");
    if (kept !== undefined) picture.takeFile(kept, file);
    else if (image_url !== "") picture.takeAddress(image_url);
  }

  async function reuse(settings: Settings): Promise<void> {
    writeSettings(settings, effects);
    const address = settings.image_url ?? "";
    picture.takeAddress(address);
    prompt.focus();
    // After the image, which says itself that it is chosen: of two announcements at once a screen reader may drop the first.
    await picture.settled;
    announce(await textOf("job.reused"));
    const taken = picture.picture;
    if (taken?.source !== address || taken.ratio !== undefined) return;
    picture.clear();
    issues.setLocal("image_url", t("image.again"));
  }

  async function submit(): Promise<void> {
    if (create.ariaDisabled === "true") return;
    isChecking = true;
    showBusy();
    await picture.settled;
    const isValid = await issues.check();
    isChecking = false;
    showBusy();
    if (!isValid) return;
    const request = readRequest(picture.picture, effects.code);
    sentPicture = picture.picture?.url ?? "";
    // A video that is still being made gives way and goes on: the history follows it.
    store.reset();
    stage.begin(titleOf(request), Date.now());
    isChanged = false;
    await store.start(request as CreateRequest, { convert: true });
  }

  let earlier = "";
  store.subscribe(() => {
    const { state, job, error } = store.getSnapshot();
    if (earlier === "creating" && job !== undefined) pictures.set(job.id, sentPicture);
    if (job !== undefined && job.record.create_time !== undefined) videos.update(job);
    stage.show();
    showBusy();
    if (state === earlier) return;
    earlier = state;
    if (ImageToVideoError.isInstance(error) && error.issues.length > 0) void issues.showFromServer(error.issues);
    if (state !== "waiting" && state !== "completed" && state !== "failed") return;
    void credits.refresh();
    tabs.postMessage("changed");
  });

  // Requests tell whether the gateway can be reached. One tab asks for all, so it tells the others.
  const setOffline = (isOffline: boolean): void => {
    if (stage.setOffline(isOffline)) tabs.postMessage(isOffline ? "offline" : "online");
  };
  configure({
    baseUrl: gatewayUrl,
    onResponse: ({ status }) => setOffline(status === 502 || status === 504),
    logger: { debug: () => undefined, warn: () => setOffline(true), error: console.error },
  });
  tabs.addEventListener("message", ({ data }) => {
    if (data === "changed") void videos.refresh();
    else stage.setOffline(data === "offline");
  });
  addEventListener("focus", () => void videos.refresh());

  startForm();
  takeDropsAndPastes(picture);
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  find("#show-code", HTMLElement).addEventListener("click", async () => {
    const [{ showCode }] = await Promise.all([import("./code"), loadTexts()]);
    showCode(readRequest(picture.picture, effects.code));
  });
  onLanguage(showBusy);

  const draft = recallObject("draft") as Settings;
  writeSettings(draft, effects);
  void takePicture(draft).then(async () => {
    await picture.settled;
    isRestored = true;
    changed();
    picture.takeChosenFile();
  });
  // A press before this would send the form as HTML does, and lose what is in it.
  create.disabled = false;
  void credits.refresh();
  void effects.load();
  void videos.load();
}
