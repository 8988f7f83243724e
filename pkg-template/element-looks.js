/** An element of a tag with attributes and what is in it; made without markup, which a page may forbid (Trusted Types). */
const make = (tag, attributes, ...children) => {
  const element = document.createElement(tag);
  for (const name in attributes) element.setAttribute(name, attributes[name]);
  element.append(...children);
  return element;
};
const slot = (name, ...children) => make("slot", { name }, ...children);

/** What the element holds. Of the slots in the button and in the status, those are shown that fit the state. */
export const makeContent = () => [
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

/** How it looks unless the page says otherwise. */
const style =
  ":host(:not([hidden])){display:block;accent-color:var(--image-to-video-accent,#0b6b5c)}fieldset,label{display:grid;gap:.7em;padding:0;border:0;position:relative}textarea,button,[part=picture]{font:inherit;padding:.7em;border:1px solid;border-radius:.7em}button{background:var(--image-to-video-accent,#0b6b5c);color:#fff}input{position:absolute;inset:0;opacity:0}img,video,progress{width:100%}[part=picture]:focus-within{outline:auto}";

/** Gives a shadow root its looks; a page's policy may forbid `<style>`, and a test's DOM may have nothing else. */
export const dress = (root) => {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
  } catch {
    root.append(make("style", {}, style));
  }
};
