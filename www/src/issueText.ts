import type { Issue } from "akool-image-to-video";
import { t } from "./language";

/** Lengths the issues mention; the page knows them from what it sent. */
interface Lengths {
  prompt: number;
  negative_prompt: number;
}

/** An issue in the page's words and language where it has some, else in the package's own. */
export function issueText(issue: Issue, lengths: Lengths): string {
  switch (`${issue.path}.${issue.code}`) {
    case "image_url.required":
      return t("image.required");
    case "image_url.invalid_url":
      return t("image.invalid_url");
    case "prompt.required":
      return t("prompt.required");
    case "prompt.too_long":
      return t("prompt.too_long", { length: lengths.prompt });
    case "negative_prompt.too_long":
      return t("negative_prompt.too_long", { length: lengths.negative_prompt });
    case "audio_url.required":
      return t("audio_url.required");
    default:
      return issue.message;
  }
}
