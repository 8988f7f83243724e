import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { capture } from "../../scripts/shared/command.mjs";
import { root } from "../../scripts/shared/paths.mjs";

/** The pages of this repository, as `{ path, text }`. */
export async function pages() {
  const { stdout } = await capture("git", ["ls-files", "--cached", "--others", "--exclude-standard", "--", "*.md"]);
  const paths = stdout.split("\n").filter(Boolean);
  return Promise.all(paths.map(async (path) => ({ path, text: await readFile(join(root, path), "utf8") })));
}

/** The fenced samples of a page, as `{ language, options, code, line }`. */
export function samples(text) {
  const found = [];
  for (const match of text.matchAll(/^( *)```([^\n`]*)\n([\s\S]*?)^\1```$/gm)) {
    const [language = "", ...options] = match[2].trim().split(/\s+/);
    found.push({ language, options, code: match[3], line: text.slice(0, match.index).split("\n").length });
  }
  return found;
}

/** What a page links to in the repository, outside of samples. */
export function links(text) {
  const prose = text
    .replace(/^( *)```[\s\S]*?^\1```$/gm, "")
    .replace(/`[^`\n]*`/g, (code) => code.replace(/[[\]()]/g, ""));
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors of a page: its headings, as GitHub and npm name them. */
export function anchors(text) {
  const seen = new Map();
  const prose = text.replace(/^( *)```[\s\S]*?^\1```$/gm, "");
  return [...prose.matchAll(/^#{1,6} +(.+?) *$/gm)].map(([, heading]) => {
    const name = heading
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    return count === 0 ? name : `${name}-${count}`;
  });
}
