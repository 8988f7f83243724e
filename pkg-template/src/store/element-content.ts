/** Makes an element with attributes and children; without markup, which a page may forbid (Trusted Types). */
const make = (tag: string, attributes: Record<string, string>, ...children: (Node | string)[]): HTMLElement => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};
const slot = (name: string, ...children: (Node | string)[]) => make("slot", { name }, ...children);

/** The content of the element. Of the slots in the button and in the status, those that fit the state are shown. */
export const makeContent = (): HTMLElement[] => [
  make(
    "fieldset",
    { part: "base" },
    make(
      "label",
      { part: "picture" },
      slot("picture", "Choose picture"),
      make("img", { part: "preview", alt: "" }),
      make("input", { part: "file", type: "file", accept: "image/png,image/jpeg,image/webp" }),
    ),
    make("label", {}, slot("prompt", "Prompt"), make("textarea", { part: "prompt" })),
    make("button", { part: "button", type: "button" }, slot("start", "Create video"), slot("cancel", "Cancel")),
    make(
      "label",
      {},
      make(
        "span",
        { part: "status", role: "status" },
        slot("busy", "Working…"),
        slot("completed", "Ready"),
        slot("failed"),
      ),
      make("progress", { part: "bar" }),
    ),
    make("video", { part: "video", controls: "" }),
  ),
];

/** The default style. */
const style =
  ":host(:not([hidden])){display:block;accent-color:var(--image-to-video-accent,#0b6b5c)}fieldset,label{display:grid;gap:.7em;padding:0;border:0;position:relative}textarea,button,[part=picture]{font:inherit;padding:.7em;border:1px solid;border-radius:.7em}button{background:var(--image-to-video-accent,#0b6b5c);color:#fff}input{position:absolute;inset:0;opacity:0}img,video,progress{width:100%}[part=picture]:focus-within{outline:auto}";

/** Styles a shadow root; a page's policy may forbid `<style>`, and a test's DOM may support nothing else. */
export const applyStyle = (root: ShadowRoot): void => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, style));
  }
};
