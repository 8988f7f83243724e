// Draws the sample pictures of the page with a headless Chromium and writes them to public/samples.
// Beside each picture goes a small AVIF of its middle, made by ffmpeg, so that the page shows the samples without loading them.
// CHROMIUM and FFMPEG name the programs where they are not called chromium and ffmpeg.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const pictures = [
  { name: "balloon", width: 1344, height: 896, quality: 0.8 },
  { name: "oranges", width: 1024, height: 1152, quality: 0.8 },
  { name: "harbour", width: 1440, height: 810, quality: 0.78 },
];
const thumbnail = { width: 256, height: 192 };
const maximumBytes = 120 * 1024;

const run = promisify(execFile);
const here = new URL(".", import.meta.url);
const output = new URL("../public/samples/", here);
const kit = await readFile(new URL("pictures/kit.js", here), "utf8");
const workplace = await mkdtemp(join(tmpdir(), "samples-"));
await mkdir(output, { recursive: true });
try {
  for (const picture of pictures) {
    const drawing = await readFile(new URL(`pictures/${picture.name}.js`, here), "utf8");
    const page = join(workplace, `${picture.name}.html`);
    await writeFile(
      page,
      `<!doctype html><meta charset="utf-8"><canvas width="${picture.width}" height="${picture.height}"></canvas><output></output>
<script>${kit}\n${drawing}
const canvas = document.querySelector("canvas");
draw(canvas.getContext("2d"), canvas.width, canvas.height);
document.querySelector("output").textContent = canvas.toDataURL("image/jpeg", ${picture.quality});
</script>`,
    );
    const { stdout } = await run(
      process.env.CHROMIUM ?? "chromium",
      [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        `--user-data-dir=${workplace}/profile`,
        "--dump-dom",
        `file://${page}`,
      ],
      { maxBuffer: 64 * 1024 * 1024 },
    );
    const [, base64] = stdout.match(/data:image\/jpeg;base64,([\w+/=]+)/) ?? [];
    if (base64 === undefined) throw new Error(`${picture.name}: the browser drew nothing`);
    const bytes = Buffer.from(base64, "base64");
    if (bytes.length > maximumBytes)
      throw new Error(`${picture.name}: ${bytes.length} bytes, more than ${maximumBytes}`);
    await writeFile(new URL(`${picture.name}.jpg`, output), bytes);
    await run(process.env.FFMPEG ?? "ffmpeg", [
      ...["-v", "error", "-y", "-i", fileURLToPath(new URL(`${picture.name}.jpg`, output))],
      ...[
        "-vf",
        `scale=${thumbnail.width}:${thumbnail.height}:force_original_aspect_ratio=increase,crop=${thumbnail.width}:${thumbnail.height}`,
      ],
      ...["-c:v", "libaom-av1", "-crf", "52", "-cpu-used", "2", "-still-picture", "1"],
      fileURLToPath(new URL(`${picture.name}-small.avif`, output)),
    ]);
    console.log(`${picture.name}.jpg ${picture.width}×${picture.height}, ${bytes.length} bytes`);
  }
} finally {
  await rm(workplace, { recursive: true, force: true });
}
