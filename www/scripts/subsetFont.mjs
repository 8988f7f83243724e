// Cuts the page's font down to the characters its texts use and to one weight: src/fonts/hanken-grotesk.woff2.
// Its two tools are needed for this alone: npm install --no-save subset-font@2.9.0 @fontsource-variable/hanken-grotesk@5.3.0
// Run it again when a text brings a new character; anything missing falls back to the system's font.
import { readFile, writeFile } from "node:fs/promises";
import subsetFont from "subset-font";

const source = new URL(
  import.meta.resolve("@fontsource-variable/hanken-grotesk/files/hanken-grotesk-latin-wght-normal.woff2"),
);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789ÄÖÜäöüß";
const signs = " .,:;!?'\"()[]/%&+-_=#@*·–—…‘’“”„×→\u00a0";

const font = await subsetFont(await readFile(source), letters + signs, {
  targetFormat: "woff2",
  variationAxes: { wght: 500 },
});
await writeFile(new URL("../src/fonts/hanken-grotesk.woff2", import.meta.url), font);
console.log(`hanken-grotesk.woff2, ${font.length} bytes`);
