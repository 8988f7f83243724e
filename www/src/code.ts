import type { CreateRequestInput } from "akool-image-to-video";
import dialogHtml from "./code.html?raw";
import { announce, find, gatewayUrl } from "./dom";
import { t } from "./language";
import styles from "./styles/code.css?inline";

const writers: Record<string, (request: CreateRequestInput) => string[]> = {
  "tab-ts": typeScript,
  "tab-curl": shell,
  "tab-html": html,
};
const slots = ["picture", "prompt", "start", "cancel", "busy", "completed"] as const;
/** What the element takes as attributes. */
const attributes = ["image_url", "prompt", "effect_code", "resolution", "video_length"];

const styleSheet = new CSSStyleSheet();
styleSheet.replaceSync(styles);
document.adoptedStyleSheets.push(styleSheet);

/** Shows how to make this video by code: with the package, with curl, and with the package's element. */
export function showCode(request: CreateRequestInput): void {
  document.body.insertAdjacentHTML("beforeend", dialogHtml);
  const dialog = find("#code-dialog", HTMLDialogElement);
  dialog.addEventListener("close", () => dialog.remove());
  for (const part of ["heading", "close"] as const)
    find(`#code-${part}`, HTMLElement, dialog).textContent = t(`code.${part}`);
  const place = find("#code", HTMLElement);
  const copy = find("#copy-code", HTMLButtonElement);
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("#code-tabs button")];
  const choose = (chosen: HTMLButtonElement): void => {
    for (const tab of tabs) {
      tab.ariaSelected = String(tab === chosen);
      tab.tabIndex = tab === chosen ? 0 : -1;
    }
    place.textContent = writers[chosen.id]?.(request).join("\n") ?? "";
    place.setAttribute("aria-labelledby", chosen.id);
    copy.textContent = t("code.copy");
  };
  for (const [index, tab] of tabs.entries()) {
    tab.onclick = () => choose(tab);
    tab.onkeydown = ({ key }) => {
      const step = Number(key === "ArrowRight") - Number(key === "ArrowLeft");
      if (step !== 0) tabs.at((index + step) % tabs.length)?.focus();
    };
    tab.onfocus = () => choose(tab);
  }
  copy.onclick = async () => {
    // Without TLS, as for a phone beside this machine, there is no clipboard.
    const copied = navigator.clipboard?.writeText(place.textContent) ?? Promise.reject();
    copy.textContent = await copied.then(() => t("code.copied")).catch(() => t("code.failed"));
    announce(copy.textContent);
  };
  dialog.showModal();
  choose(tabs[0] as HTMLButtonElement);
}

/** The fields that can be written down, and which files are to be chosen. */
function partsOf({ image_url, audio_url, ...rest }: CreateRequestInput) {
  const hasAddress = typeof image_url === "string" && image_url !== "";
  const plain = Object.entries({ ...(hasAddress && { image_url }), ...rest });
  const files = [...(hasAddress ? [] : ["image"]), ...(rest.audio_type === 2 ? ["audio"] : [])];
  return { plain, files };
}

function typeScript(request: CreateRequestInput): string[] {
  const { plain, files } = partsOf(request);
  return [
    'import { configure, imageToVideo } from "akool-image-to-video";',
    "",
    `configure({ baseUrl: ${JSON.stringify(gatewayUrl)} });`,
    "",
    ...files.flatMap((name) => [
      `const ${name} = document.createElement("input");`,
      `${name}.type = "file";`,
      `${name}.accept = "${name}/*";`,
    ]),
    'const button = document.createElement("button");',
    'button.textContent = "Create";',
    'const video = document.createElement("video");',
    "video.controls = true;",
    `document.body.append(${[...files, "button", "video"].join(", ")});`,
    "",
    'button.addEventListener("click", async () => {',
    "  const job = await imageToVideo({",
    ...files.map((name) => `    ${name}_url: ${name},`),
    ...plain.map(([name, value]) => `    ${name}: ${JSON.stringify(value)},`),
    "  });",
    "  video.src = job.video_url;",
    "});",
  ];
}

function shell(request: CreateRequestInput): string[] {
  const { plain, files } = partsOf(request);
  const pick = (name: string): string => `sed -n 's/.*"${name}":"\\([^"]*\\)".*/\\1/p'`;
  const types: Record<string, string> = { image: "image/jpeg", audio: "audio/mpeg" };
  const names: Record<string, string> = { image: "image.jpg", audio: "sound.mp3" };
  const json = JSON.stringify(Object.fromEntries(plain)).slice(1).replaceAll("'", "'\\''");
  return [
    `GATEWAY=${gatewayUrl}`,
    "API=$GATEWAY/api/open/v4/image2Video",
    `TOKEN=$(curl -fsS -X POST "$GATEWAY/token" | ${pick("access_token")})`,
    "KEY=$(date +%s)-$$",
    'post() { curl -fsS -H "Authorization: Bearer $TOKEN" -H "Idempotency-Key: $KEY" -H "Content-Type: $1" "$2" "$3" "$4"; }',
    ...files.map(
      (name) => `${name}=$(post ${types[name]} "$GATEWAY/uploads" --data-binary @${names[name]} | ${pick("url")})`,
    ),
    "",
    `JOB=$(post application/json "$API/createBySourcePrompt" \\`,
    `  -d '{${files.map((name) => `"${name}_url":"'"$${name}"'",`).join("")}${json}' | ${pick("_id")})`,
    "",
    "while sleep 2; do",
    `  RESULT=$(post application/json "$API/resultsByIds" -d "{\\"_ids\\":\\"$JOB\\"}")`,
    `  VIDEO=$(echo "$RESULT" | ${pick("video_url")})`,
    `  if [ -n "$VIDEO" ]; then curl -fsS -o video.mp4 "$VIDEO"; break; fi`,
    `  if echo "$RESULT" | grep -q '"status":4'; then echo "$RESULT"; break; fi`,
    "done",
  ];
}

function html(request: CreateRequestInput): string[] {
  const given = partsOf(request).plain;
  const isAttribute = ([name]: [string, unknown]): boolean => attributes.includes(name);
  const tag = given.filter(isAttribute).map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`);
  const others = JSON.stringify(Object.fromEntries(given.filter((field) => !isAttribute(field))));
  return [
    '<script type="module">',
    '  import { configure } from "akool-image-to-video";',
    '  import "akool-image-to-video/element";',
    "",
    `  configure({ baseUrl: ${JSON.stringify(gatewayUrl)} });`,
    `  document.querySelector("image-to-video").request = ${others.replaceAll("<", "\\u003c")};`,
    "</script>",
    `<image-to-video${tag.join("")}>`,
    ...slots.map((slot) => `  <span slot="${slot}">${escapeHtml(t(`element.${slot}`))}</span>`),
    "</image-to-video>",
  ];
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
