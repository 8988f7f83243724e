import "akool-image-to-video/element";
import { offerCopy } from "./copyButton";
import { find, make } from "./dom";
import { t } from "./language";
import type { DraftRequest } from "./requestForm";

const attributes = ["prompt", "effect_code", "resolution", "video_length"] as const;

/** Shows the package's element at work with what is in the form now, and the HTML for it. */
export function showEmbedded(request: DraftRequest): void {
  const dialog = find("#embed-dialog", HTMLDialogElement);
  const place = find("#embed-code", HTMLElement);
  const element = document.createElement("image-to-video");
  // The list on the page waits for what an earlier load has started.
  element.no_resume = true;
  const written: string[] = [];
  for (const name of attributes) {
    const value = request[name];
    if (value === undefined || value === "") continue;
    element.setAttribute(name, String(value));
    written.push(` ${name}="${escapeHtml(String(value))}"`);
  }
  element.request = { image_url: request.image_url };
  element.append(
    word("picture", t("embed.picture")),
    word("prompt", t("embed.prompt")),
    word("start", t("create")),
    word("cancel", t("embed.cancel")),
    word("busy", t("embed.busy")),
    word("completed", t("embed.completed")),
  );
  find("#embed-stage", HTMLElement).replaceChildren(element);
  place.textContent = [
    '<script type="module">',
    '  import "akool-image-to-video/element";',
    "</script>",
    `<image-to-video${written.join("")}></image-to-video>`,
  ].join("\n");
  offerCopy(find("#copy-embed", HTMLButtonElement), place);
  dialog.onclose = () => element.remove();
  dialog.showModal();
}

function word(slot: string, text: string): HTMLElement {
  const element = make("span", text);
  element.slot = slot;
  return element;
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
