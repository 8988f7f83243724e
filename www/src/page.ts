import { announce } from "./announcer";
import { startCreating } from "./createVideo";
import { Credits } from "./credits";
import { find } from "./dom";
import { draftRequest } from "./draftRequest";
import { onDropOrPaste } from "./dropAndPaste";
import { EffectGallery } from "./effectGallery";
import { FieldIssues } from "./fieldIssues";
import { startHeadline } from "./headline";
import { ImageField } from "./imageField";
import { jobTitle } from "./jobCard";
import type { JobEntry } from "./jobEntry";
import { JobList } from "./jobList";
import { t } from "./language";
import { readSettings, startSuggestions, writeSettings } from "./requestForm";
import { copyLink, readLink, type Shared } from "./shareLink";
import { SoundField } from "./soundField";
import { Stage } from "./stage";

/** Puts the page's parts together and brings back what earlier loads have left. */
export function startPage(): void {
  startHeadline();
  startSuggestions();

  let completed: JobEntry[] = [];
  const stage = new Stage();
  const effects = new EffectGallery();
  const credits = new Credits();
  const readRequest = () => draftRequest(image, sound, effects);
  const issues = new FieldIssues(readRequest);
  const sound = new SoundField(issues);
  const image = new ImageField(issues, {
    chosen(picture, paintable) {
      stage.showPicture(picture, paintable);
      announce(t("image.chosen", { name: picture.name }));
    },
    cleared: () => stage.clear(),
  });
  const jobs = new JobList({
    begun: (entry) => stage.expect(entry.key),
    completed: (entry) => stage.offerVideo(entry.key, entry.job?.video_url ?? "", jobTitle(entry)),
    show: (entry) => stage.showVideo(entry.job?.video_url ?? "", jobTitle(entry)),
    reuse(entry) {
      fill(entry.settings);
      announce(t("job.reused"));
      find("#prompt", HTMLTextAreaElement).focus();
    },
    clock: (text) => stage.tellClock(text),
    creditsMayHaveChanged: () => void credits.refresh(),
    counted(entries) {
      completed = entries;
      find("#compare", HTMLButtonElement).hidden = completed.length < 2;
    },
  });

  function fill(settings: Shared): void {
    writeSettings(settings);
    effects.choose(settings.effect_code ?? "");
    if (settings.sample !== undefined) image.takeSample(settings.sample);
    else if (settings.image_url !== undefined) image.takeAddress(settings.image_url);
  }

  onDropOrPaste((file) => image.takeFile(file));
  // A visitor may have chosen a file while the scripts were loading.
  image.takeChosenFile();
  startCreating({ image, sound, effects, issues, jobs, readRequest });

  find("#share", HTMLButtonElement).addEventListener("click", () => {
    const picture = image.picture;
    const shared: Shared = {
      ...readSettings(),
      effect_code: effects.chosen?.effect_code ?? "",
      ...(picture?.sample === undefined ? {} : { sample: picture.sample }),
      ...(typeof picture?.source === "string" ? { image_url: picture.source } : {}),
    };
    const hasFile = picture?.source instanceof Blob && picture.sample === undefined;
    void copyLink(shared, hasFile, find("#share-note", HTMLElement));
  });
  find("#show-code", HTMLButtonElement).addEventListener("click", async () =>
    (await import("./codeSheet")).showCode(readRequest()),
  );
  find("#show-embed", HTMLButtonElement).addEventListener("click", async () =>
    (await import("./embedSheet")).showEmbedded(readRequest()),
  );
  find("#compare", HTMLButtonElement).addEventListener("click", async () =>
    (await import("./compareSheet")).compareVideos(completed),
  );

  jobs.restore();
  const shared = readLink(location.hash);
  if (shared !== undefined) fill(shared);
  void credits.estimate();
  void credits.refresh();
  void effects.load();
}
