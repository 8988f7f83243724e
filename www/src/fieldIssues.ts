import { type Issue, validateCreateRequest } from "akool-image-to-video";
import { find, say } from "./dom";
import { issueText } from "./issueText";
import { onLanguage, t } from "./language";
import type { DraftRequest } from "./requestForm";

/** Where each field of the request is on the page: its controls, the first one for the focus, and the line for its issue. */
const places: Record<string, { controls: string[]; line: string }> = {
  image_url: { controls: ["#image-file", "#image-url"], line: "#image-issue" },
  prompt: { controls: ["#prompt"], line: "#prompt-issue" },
  negative_prompt: { controls: ["#negative-prompt"], line: "#negative-prompt-issue" },
  effect_code: { controls: ["#effects input"], line: "#effects-issue" },
  resolution: { controls: ["#resolution"], line: "#resolution-issue" },
  video_length: { controls: ["#video-length"], line: "#video-length-issue" },
  audio_type: { controls: ["#audio-type"], line: "#audio-type-issue" },
  audio_url: { controls: ["#audio-file"], line: "#audio-file-issue" },
  is_premium_model: { controls: ["#premium"], line: "#premium-issue" },
};
const typingPauseMs = 900;

/**
 * Shows at each field what is wrong with it. A field is judged once the person has left it or paused in it; from then on
 * the judgement follows every key.
 */
export class FieldIssues {
  #turn = 0;
  #issues: Issue[] = [];
  readonly #touched = new Set<string>();
  /** What only the page can know, such as an unreadable file. */
  readonly #local = new Map<string, string>();

  constructor(private readonly readRequest: () => DraftRequest) {
    for (const [path, place] of Object.entries(places)) {
      for (const selector of place.controls) this.#follow(path, selector);
    }
    onLanguage(() => this.#show());
  }

  #follow(path: string, selector: string): void {
    // Effects come later than this, so listen where they will be.
    const at = selector.startsWith("#effects") ? "#effects" : selector;
    const element = find(at, HTMLElement);
    let pause: number | undefined;
    const touch = (): void => {
      clearTimeout(pause);
      this.#touched.add(path);
      void this.check();
    };
    element.addEventListener("input", () => {
      clearTimeout(pause);
      pause = setTimeout(touch, typingPauseMs);
      void this.check();
    });
    element.addEventListener("change", touch);
    element.addEventListener("focusout", (event) => {
      // Leaving an untouched picture field for another way to choose the picture is not leaving it.
      const next = event.relatedTarget;
      if (path === "image_url" && (next === null || (next instanceof Element && next.closest("#picture") !== null)))
        return;
      if (element instanceof HTMLTextAreaElement && element.value === "") return;
      touch();
    });
  }

  /** Sets or, with an empty text, removes what the page itself has to say about a field. */
  setLocal(path: string, text: string): void {
    if (text === "") this.#local.delete(path);
    else this.#local.set(path, text);
    void this.check();
  }

  /** Checks the request again and shows the outcome. */
  async check(): Promise<Issue[]> {
    const turn = ++this.#turn;
    const issues = await this.#validate();
    // A slow early check must not overwrite a later one.
    if (turn === this.#turn) {
      this.#issues = issues;
      this.#show();
    }
    return issues;
  }

  /** Checks everything as if every field had been touched; focuses the first that is wrong. `true` if nothing is. */
  async checkAll(): Promise<boolean> {
    const issues = await this.check();
    return this.#showAll(issues);
  }

  /** Shows issues that came from the server. */
  showFromServer(issues: Issue[]): void {
    this.#issues = issues;
    this.#showAll(issues);
  }

  async #validate(): Promise<Issue[]> {
    try {
      return await validateCreateRequest(this.readRequest());
    } catch {
      return [{ path: "", code: "module", message: t("module.failed") }];
    }
  }

  #showAll(issues: Issue[]): boolean {
    for (const path of Object.keys(places)) this.#touched.add(path);
    this.#show();
    const wrong = Object.keys(places).filter(
      (path) => this.#local.has(path) || issues.some((issue) => issue.path === path),
    );
    const elsewhere = issues.find((issue) => places[issue.path] === undefined);
    const summary =
      elsewhere?.message ??
      (wrong.length === 0
        ? ""
        : wrong.length === 1
          ? t("create.fix.one")
          : t("create.fix.many", { count: wrong.length }));
    say(find("#form-issue", HTMLElement), summary);
    const first = wrong[0];
    if (first !== undefined) this.#focus(first);
    return summary === "";
  }

  #focus(path: string): void {
    for (const selector of places[path]?.controls ?? []) {
      const control = document.querySelector<HTMLElement>(selector);
      if (control === null) continue;
      control.focus({ preventScroll: true });
      control.closest(".field, .picture")?.scrollIntoView({ block: "nearest" });
      return;
    }
  }

  #show(): void {
    const request = this.readRequest();
    const lengths = { prompt: request.prompt.length, negative_prompt: request.negative_prompt.length };
    let shown = 0;
    for (const [path, place] of Object.entries(places)) {
      const issue = this.#issues.find((candidate) => candidate.path === path);
      // Too much text is said at once; anything else waits until the person is done.
      const visible = issue !== undefined && (this.#touched.has(path) || issue.code === "too_long");
      const text = this.#local.get(path) ?? (visible ? issueText(issue, lengths) : "");
      if (text !== "") shown++;
      say(find(place.line, HTMLElement), text);
      for (const selector of place.controls) {
        for (const control of document.querySelectorAll(selector)) {
          if (text === "") control.removeAttribute("aria-invalid");
          else control.setAttribute("aria-invalid", "true");
        }
      }
    }
    if (shown === 0) say(find("#form-issue", HTMLElement), "");
  }
}
