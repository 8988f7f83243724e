import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { capture, run } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { builtExample, pageDirectory, root } from "../shared/paths.mjs";
import { ensureCompiler } from "../setup/compiler.mjs";
import { ensureRust } from "../setup/rust.mjs";

const pictures = ["balloon", "oranges", "harbour"];
const prompts = [
  "slow zoom in",
  "pull back",
  "pan right",
  "tilt up",
  "truck left",
  "orbit right",
  "the camera is rising",
  "dolly zoom",
  "handheld",
  "zoom in, then pan left",
];
const seconds = 3;
/** Of the 90 frames; from the first to almost the last. */
const shownFrames = 5;
const frameStep = 22;

/**
 * Renders ten prompts and every effect on three pictures and puts a few frames of each into contact sheets. Prints where the
 * sheets are and how large each video was. A row holds if its video was rendered and all of its frames can be shown.
 */
export async function reportLooks() {
  await ensureRust();
  await ensureCompiler();
  await run("cargo", ["build", "--release", "--locked", "--workspace", "--example", "render"]);
  if ((await capture("ffmpeg", ["-version"])).status !== 0)
    throw new Failure("ffmpeg was not found: install it, then run this again");
  const { stdout } = await capture(builtExample("render"), ["--list-effects"]);
  const looks = [
    ...prompts.map((prompt) => ({ sheet: "prompts", name: prompt, options: ["--prompt", prompt] })),
    ...stdout
      .trim()
      .split("\n")
      .map((effect) => ({ sheet: "effects", name: effect, options: ["--effect", effect] })),
  ];
  const sheets = join(root, "tests", ".output", "looks");
  await mkdir(sheets, { recursive: true });
  const workplace = await mkdtemp(join(tmpdir(), "looks-"));
  let holds = true;
  try {
    console.log("| picture | look | sheet | row | rendered |\n|---|---|---|--:|---|");
    for (const picture of pictures) {
      for (const sheet of ["prompts", "effects"]) {
        const rows = looks.filter((look) => look.sheet === sheet);
        const file = join(sheets, `${picture}-${sheet}.png`);
        for (const [index, look] of rows.entries()) {
          const isRendered = await renderRow(picture, look, join(workplace, `${sheet}-${index}.png`));
          holds &&= isRendered;
          const answer = isRendered ? "yes" : "**no**";
          console.log(`| ${picture} | ${look.name} | ${relative(root, file)} | ${index + 1} | ${answer} |`);
        }
        if (!holds) return false;
        const source = join(workplace, `${sheet}-%d.png`);
        await ffmpeg(["-start_number", "0", "-i", source, "-vf", `tile=1x${rows.length}`, "-frames:v", "1", file]);
      }
    }
    return holds;
  } finally {
    await rm(workplace, { recursive: true, force: true });
  }
}

/** Renders one video and writes some of its frames beside each other. Whether that worked. */
async function renderRow(picture, { options }, row) {
  const source = join(pageDirectory, "public", "samples", `${picture}.jpg`);
  const video = `${row}.mp4`;
  const size = ["--short-side", "360", "--seconds", String(seconds), "--silent"];
  const { status } = await capture(builtExample("render"), [source, video, ...options, ...size]);
  if (status !== 0) return false;
  const filter = `select='not(mod(n,${frameStep}))',scale=240:-2,tile=${shownFrames}x1`;
  await ffmpeg(["-i", video, "-vf", filter, "-frames:v", "1", row]);
  return true;
}

async function ffmpeg(options) {
  await run("ffmpeg", ["-v", "error", "-y", ...options]);
}
