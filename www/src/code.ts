import type { CreateRequestInput } from "akool-image-to-video";
import { announce, find } from "./dom";
import { currentLanguage, t } from "./language";

type Kind = "ts" | "curl" | "html";
type Value = string | number | boolean;

const imageTypes = "image/png,image/jpeg,image/webp";
const slots = ["picture", "prompt", "start", "cancel", "busy", "completed"] as const;

/** Shows how to make this video by code: with the package, with curl, and with the package's element. */
export function showCode(request: CreateRequestInput): void {
  const gateway = location.origin;
  const texts: Record<Kind, string> = {
    ts: typeScript(request, gateway),
    curl: shell(request, gateway),
    html: html(request, gateway),
  };
  const place = find("#code", HTMLElement);
  const copy = find("#copy-code", HTMLButtonElement);
  const tabs = [...document.querySelectorAll<HTMLButtonElement>("#code-tabs button")];
  const choose = (tab: HTMLButtonElement): void => {
    for (const one of tabs) {
      one.ariaSelected = String(one === tab);
      one.tabIndex = one === tab ? 0 : -1;
    }
    place.textContent = texts[tab.id.replace("tab-", "") as Kind];
    place.setAttribute("aria-labelledby", tab.id);
    copy.textContent = t("code.copy");
  };
  for (const [index, tab] of tabs.entries()) {
    tab.onclick = () => choose(tab);
    tab.onkeydown = ({ key }) => {
      const step = key === "ArrowRight" ? 1 : key === "ArrowLeft" ? -1 : 0;
      const next = tabs[(index + step + tabs.length) % tabs.length];
      if (step === 0 || next === undefined) return;
      choose(next);
      next.focus();
    };
  }
  copy.onclick = async () => {
    copy.textContent = await navigator.clipboard.writeText(place.textContent).then(
      () => t("code.copied"),
      () => t("code.failed"),
    );
    announce(copy.textContent);
  };
  choose(tabs.find(({ ariaSelected }) => ariaSelected === "true") ?? (tabs[0] as HTMLButtonElement));
  find("#code-dialog", HTMLDialogElement).showModal();
}

/** The fields whose values can be written down. A file of the form becomes a file field of the code. */
function plainFields(request: CreateRequestInput): [string, Value][] {
  const { image_url, audio_url, ...rest } = request;
  const address: [string, Value][] =
    typeof image_url === "string" && image_url !== "" ? [["image_url", image_url]] : [];
  const fields = Object.entries(rest).filter(
    (entry): entry is [string, Value] => entry[1] !== undefined && (entry[1] !== "" || entry[0] === "prompt"),
  );
  return [...address, ...fields];
}

const needsImage = ({ image_url }: CreateRequestInput): boolean => typeof image_url !== "string" || image_url === "";
const needsSound = ({ audio_type }: CreateRequestInput): boolean => audio_type === 2;

function typeScript(request: CreateRequestInput, gateway: string): string {
  const field = (name: string, accept: string): string[] => [
    `const ${name} = document.createElement("input");`,
    `${name}.type = "file";`,
    `${name}.accept = "${accept}";`,
  ];
  const image = needsImage(request);
  const sound = needsSound(request);
  const inputs = [image && "image", sound && "sound"].filter(Boolean);
  return [
    'import { configure, imageToVideo } from "akool-image-to-video";',
    "",
    `configure({ baseUrl: ${JSON.stringify(gateway)} });`,
    "",
    ...(image ? field("image", imageTypes) : []),
    ...(sound ? field("sound", "audio/*") : []),
    'const button = document.createElement("button");',
    'button.textContent = "Create";',
    'const video = document.createElement("video");',
    "video.controls = true;",
    `document.body.append(${[...inputs, "button", "video"].join(", ")});`,
    "",
    'button.addEventListener("click", async () => {',
    "  const job = await imageToVideo({",
    ...(image ? ["    image_url: image,"] : []),
    ...plainFields(request).map(([name, value]) => `    ${name}: ${JSON.stringify(value)},`),
    ...(sound ? ["    audio_url: sound,"] : []),
    "  });",
    "  video.src = job.video_url;",
    "});",
  ].join("\n");
}

function shell(request: CreateRequestInput, gateway: string): string {
  const pick = (name: string): string => `sed -n 's/.*"${name}":"\\([^"]*\\)".*/\\1/p'`;
  const upload = (variable: string, type: string, file: string): string[] => [
    `${variable}=$(curl -fsS "$GATEWAY/uploads" -H "$AUTH" -H "Content-Type: ${type}" --data-binary @${file} | ${pick("url")})`,
  ];
  const image = needsImage(request);
  const sound = needsSound(request);
  const json = JSON.stringify(Object.fromEntries(plainFields(request)))
    .slice(0, -1)
    .replaceAll("'", "'\\''");
  const added = [image && ['"image_url":"', "IMAGE"], sound && ['"audio_url":"', "SOUND"]]
    .filter((one) => one !== false)
    .map(([name, variable]) => `,${name}'"$${variable}"'"`)
    .join("");
  return [
    `GATEWAY=${gateway}`,
    `API=$GATEWAY/api/open/v4/image2Video`,
    `TOKEN=$(curl -fsS -X POST "$GATEWAY/token" | ${pick("access_token")})`,
    `AUTH="Authorization: Bearer $TOKEN"`,
    ...(image ? upload("IMAGE", "image/jpeg", "image.jpg") : []),
    ...(sound ? upload("SOUND", "audio/mpeg", "sound.mp3") : []),
    "",
    `JOB=$(curl -fsS "$API/createBySourcePrompt" -H "$AUTH" -H "Content-Type: application/json" \\`,
    `  -H "Idempotency-Key: $(date +%s)-$$" \\`,
    `  -d '${json}${added}}' | ${pick("_id")})`,
    "",
    `until [ -n "$VIDEO" ] || [ "$STATUS" = 4 ]; do`,
    "  sleep 2",
    `  RESULT=$(curl -fsS "$API/resultsByIds" -H "$AUTH" -H "Content-Type: application/json" -d "{\\"_ids\\":\\"$JOB\\"}")`,
    `  STATUS=$(echo "$RESULT" | sed -n 's/.*"status":\\([0-9]\\).*/\\1/p')`,
    `  VIDEO=$(echo "$RESULT" | ${pick("video_url")})`,
    "done",
    `curl -fsS -o video.mp4 "$VIDEO"`,
  ].join("\n");
}

function html(request: CreateRequestInput, gateway: string): string {
  const known = ["image_url", "prompt", "effect_code", "resolution", "video_length"];
  const attributes = plainFields(request)
    .filter(([name, value]) => known.includes(name) && value !== "")
    .map(([name, value]) => ` ${name}="${escapeHtml(String(value))}"`);
  // What the element has no attributes for goes into its request.
  const others = Object.fromEntries(plainFields(request).filter(([name]) => !known.includes(name)));
  const extra = Object.entries(others).filter(([name, value]) => !(name === "audio_type" && value !== 1));
  // The element speaks English by itself.
  const words =
    currentLanguage() === "en"
      ? []
      : slots.map((slot) => `  <span slot="${slot}">${escapeHtml(t(`element.${slot}`))}</span>`);
  const tag = `<image-to-video base_url="${gateway}"${attributes.join("")}>`;
  return [
    '<script type="module">',
    '  import "akool-image-to-video/element";',
    ...(extra.length === 0
      ? []
      : [`  document.querySelector("image-to-video").request = ${JSON.stringify(Object.fromEntries(extra))};`]),
    "</script>",
    ...(words.length === 0 ? [`${tag}</image-to-video>`] : [tag, ...words, "</image-to-video>"]),
  ].join("\n");
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
