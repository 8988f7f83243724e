import { existsSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type MarkdownIt from "markdown-it";
import { repositoryUrl } from "./repository";

const docsFolder = resolve(import.meta.dirname, "..");
const root = dirname(docsFolder);

/**
 * Pages link to each other and to files of the repository by relative paths, so that the links work on GitHub, too. On the
 * site, a link to a file outside of `docs/` leads to the repository.
 */
export function resolveLinks(markdown: MarkdownIt) {
  markdown.core.ruler.push("repository-links", ({ tokens, env }) => {
    for (const token of tokens.flatMap(({ children }) => children ?? [])) {
      const name = { link_open: "href", image: "src" }[token.type];
      const target = name && token.attrGet(name);
      if (target) token.attrSet(name, siteTarget(target, dirname(join(docsFolder, env.relativePath))));
    }
  });
}

/** A heading's anchor as on GitHub, so that links to headings work in both places. */
export const githubSlug = (heading: string) =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\p{M} _-]/gu, "")
    .replaceAll(" ", "-");

function siteTarget(target: string, folder: string): string {
  // The API reference names the row of `model_name` with an underscore, and links to it with a hyphen.
  if (target.startsWith("#property-"))
    return `#property-${target.slice("#property-".length).replace(/-(?!\d+$)/g, "_")}`;
  if (/^([a-z]+:|#|\/)/.test(target)) return target;
  const [path, anchor] = target.split("#");
  const file = resolve(folder, path);
  const suffix = anchor === undefined ? "" : `#${anchor}`;
  if (file === docsFolder || file.startsWith(`${docsFolder}/`)) return target.replace(/README\.md/, "index.md");
  const inRepository = relative(root, file);
  // VitePress fails on a link that it can't find; so does this one.
  if (!existsSync(file)) throw new Error(`${folder}: there is no ${inRepository}`);
  return `${repositoryUrl}/${statSync(file).isDirectory() ? "tree" : "blob"}/main/${inRepository}${suffix}`;
}
