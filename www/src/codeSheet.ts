import { offerCopy } from "./copyButton";
import { find } from "./dom";
import { t } from "./language";
import type { DraftRequest } from "./requestForm";

/** Shows the package's call that does what the form would do now. */
export function showCode(request: DraftRequest): void {
  const place = find("#code", HTMLElement);
  place.textContent = codeFor(request);
  offerCopy(find("#copy-code", HTMLButtonElement), place);
  find("#code-dialog", HTMLDialogElement).showModal();
}

/** The code; what is a file on the page is a variable in it. */
export function codeFor(request: DraftRequest): string {
  const names = ["createImageToVideo", "waitForVideo"];
  const fields: string[] = [];
  const field = (name: string, value: unknown): number => fields.push(`  ${name}: ${JSON.stringify(value)},`);

  if (request.image_url instanceof Blob) fields.push(`  image_url: picture, // ${t("code.file")}`);
  else field("image_url", request.image_url);
  if (request.prompt !== "" || request.effect_code === undefined) field("prompt", request.prompt);
  if (request.effect_code !== undefined) field("effect_code", request.effect_code);
  if (request.negative_prompt !== "") field("negative_prompt", request.negative_prompt);
  field("resolution", request.resolution);
  field("video_length", request.video_length);
  field("audio_type", request.audio_type);
  if (request.audio_type === 2) {
    names.push("uploadFile");
    fields.push(`  audio_url: await uploadFile(sound), // ${t("code.file")}`);
  }
  if (request.is_premium_model === true) field("is_premium_model", true);

  return [
    `import { ${names.join(", ")} } from "akool-image-to-video";`,
    "",
    "const job = await createImageToVideo({",
    ...fields,
    "});",
    "const { video_url } = await waitForVideo(job);",
  ].join("\n");
}
