import type { CreateRequestInput, Issue } from "akool-image-to-video";
import { find, say } from "./dom";
import { plural, t } from "./language";

/** Writes at each field what is wrong with it, and the sum below. Returns the paths of what is wrong, in the order of the page. */
export function showIssues(issues: Issue[], local: Map<string, string>, request: CreateRequestInput): string[] {
  const wrong: string[] = [];
  const elsewhere = new Map(issues.map((issue) => [issue.path, issue.message]));
  for (const line of document.querySelectorAll<HTMLElement>("[data-issue]")) {
    const path = line.dataset.issue ?? "";
    const issue = issues.find((candidate) => candidate.path === path);
    const own = local.get(path) ?? (issue && wordsOf(issue, request));
    const text = own || (issue?.message ?? "");
    say(line, text);
    // The package's own messages are English.
    line.lang = own || text === "" ? document.documentElement.lang : "en";
    elsewhere.delete(path);
    if (text !== "") wrong.push(path);
    for (const control of document.querySelectorAll(`[name="${path}"]`)) {
      if (text === "") control.removeAttribute("aria-invalid");
      else control.setAttribute("aria-invalid", "true");
    }
  }
  const [other] = elsewhere.values();
  const isSent = issues.length > 0 && wrong.length > 0;
  say(find("#form-issue", HTMLElement), other ?? (isSent ? plural("fix", wrong.length) : ""));
  return other === undefined ? wrong : [...wrong, ""];
}

/** An issue in the page's words and language, where it has some. */
function wordsOf({ path, code }: Issue, request: CreateRequestInput): string {
  if (code === "too_long") {
    const most = path === "prompt" ? 5000 : 1000;
    const text = request[path as "prompt" | "negative_prompt"] ?? "";
    return t("text.too_long", { most, length: text.length });
  }
  if (path === "image_url" && code === "required") return t("image.required");
  if (path === "image_url" && code === "invalid_url") return t("image.invalid_url");
  if (path === "prompt" && code === "required") return t("prompt.required");
  return path === "audio_url" && code === "required" ? t("audio_url.required") : "";
}
