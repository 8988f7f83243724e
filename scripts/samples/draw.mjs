// Draws the sample pictures of the demo page with a headless Chromium and writes them to www/public/samples.
// Beside each picture go two AVIFs of its middle, made by ffmpeg: the prints that the page shows before a sample is chosen.
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
/** Widths for screens of one and of more pixels per CSS pixel, with what the smaller one may cost in quality. */
const prints = [
  { width: 320, crf: 50 },
  { width: 640, crf: 34 },
];
const maximumBytes = 120 * 1024;

const run = promisify(execFile);
const here = new URL(".", import.meta.url);
const output = new URL("../../www/public/samples/", here);
const kit = await readFile(new URL("kit.js", here), "utf8");
const workplace = await mkdtemp(join(tmpdir(), "samples-"));
await mkdir(output, { recursive: true });
try {
  for (const picture of pictures) {
    const drawing = await readFile(new URL(`${picture.name}.js`, here), "utf8");
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
    for (const { width, crf } of prints) {
      const height = (width * 3) / 4;
      const scale = `scale=${width}:${height}:force_original_aspect_ratio=increase:flags=lanczos,crop=${width}:${height}`;
      await run(process.env.FFMPEG ?? "ffmpeg", [
        ...["-v", "error", "-y", "-i", fileURLToPath(new URL(`${picture.name}.jpg`, output)), "-vf", scale],
        ...["-c:v", "libaom-av1", "-crf", String(crf), "-cpu-used", "0", "-still-picture", "1"],
        fileURLToPath(new URL(`${picture.name}-${width}.avif`, output)),
      ]);
    }
    console.log(`${picture.name}.jpg ${picture.width}×${picture.height}, ${bytes.length} bytes`);
  }
} finally {
  await rm(workplace, { recursive: true, force: true });
}
