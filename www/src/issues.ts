import { type CreateRequestInput, type Issue, validateCreateRequest } from "akool-image-to-video";
import { find, say } from "./dom";
import { loadTexts, onLanguage, plural, type TextKey, t } from "./language";

/** Shows at each field what is wrong with it: from the moment of sending, until it is right. */
export class FieldIssues {
  #turn = 0;
  #issues: Issue[] = [];
  /** What only the page can know, such as a file that can't be read. */
  readonly #local = new Map<string, string>();

  constructor(private readonly readRequest: () => CreateRequestInput) {
    onLanguage(() => void this.#show());
  }

  /** Sets or, with an empty text, removes what the page itself has to say about a field. */
  setLocal(path: string, text: string): void {
    if (text === "") this.#local.delete(path);
    else this.#local.set(path, text);
    void this.#show();
    void this.recheck();
  }

  /** Checks the request by the package's rules, shows what is wrong, and goes to the first of it. `true` if nothing is. */
  async check(): Promise<boolean> {
    this.#turn++;
    this.#issues = await this.#validate();
    return this.#showAndFocus();
  }

  /** Shows issues that came from the server. */
  async showFromServer(issues: Issue[]): Promise<void> {
    this.#turn++;
    this.#issues = issues;
    await this.#showAndFocus();
  }

  /** After a change: takes back what is right now. What is newly wrong waits until the request is sent. */
  async recheck(): Promise<void> {
    if (this.#issues.length === 0) return;
    const turn = ++this.#turn;
    const shown = new Set(this.#issues.map(({ path }) => path));
    const issues = await this.#validate();
    // A slow early check must not overwrite a later one.
    if (turn !== this.#turn) return;
    this.#issues = issues.filter(({ path }) => shown.has(path));
    void this.#show();
  }

  async #validate(): Promise<Issue[]> {
    try {
      return await validateCreateRequest(this.readRequest());
    } catch {
      return [{ path: "", code: "module", message: t("module") }];
    }
  }

  async #showAndFocus(): Promise<boolean> {
    const [first] = await this.#show();
    if (first === undefined) return true;
    const control = document.querySelector<HTMLElement>(`[name="${first}"]`) ?? find("#create", HTMLElement);
    control.closest("details")?.setAttribute("open", "");
    control.focus({ preventScroll: true });
    control.closest(".field, .sources")?.scrollIntoView({ block: "nearest" });
    return false;
  }

  /** Returns the paths of what is wrong, in the order of the page. */
  async #show(): Promise<string[]> {
    if (this.#issues.length + this.#local.size > 0) await loadTexts();
    const wrong: string[] = [];
    const elsewhere = new Map(this.#issues.map((issue) => [issue.path, issue.message]));
    for (const line of document.querySelectorAll<HTMLElement>("[data-issue]")) {
      const path = line.dataset.issue ?? "";
      const issue = this.#issues.find((candidate) => candidate.path === path);
      const own = this.#local.get(path) ?? (issue && this.#words(issue));
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
    const isSent = this.#issues.length > 0 && wrong.length > 0;
    say(find("#form-issue", HTMLElement), other ?? (isSent ? plural("fix", wrong.length) : ""));
    return other === undefined ? wrong : [...wrong, ""];
  }

  /** An issue in the page's words and language, where it has some. */
  #words({ path, code }: Issue): string {
    if (code === "too_long") {
      const most = path === "prompt" ? 5000 : 1000;
      const text = this.readRequest()[path as "prompt" | "negative_prompt"] ?? "";
      return t("text.too_long", { most, length: text.length });
    }
    return t(`issue.${path}.${code}` as TextKey);
  }
}
