import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The pages of a built site, as a map from their path to `{ anchors, links }`. */
export async function sitePages(folder) {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".html"));
  const read = async (name) => {
    const html = await readFile(join(folder, name), "utf8");
    return [
      `/${name}`,
      { anchors: attributes(html, "id"), links: attributes(html, "href"), files: attributes(html, "src") },
    ];
  };
  return new Map(await Promise.all(names.map(read)));
}

function attributes(html, name) {
  return [...html.matchAll(new RegExp(`\\s${name}="([^"]*)"`, "g"))].map(([, value]) => decoded(value));
}

const decoded = (text) => decodeURI(text.replaceAll("&amp;", "&").replaceAll("&quot;", '"'));

/** The page that an address on the site leads to, as a web server would find it. */
export function pagePath(pathname) {
  if (pathname.endsWith("/")) return `${pathname}index.html`;
  return /\.\w+$/.test(pathname) ? pathname : `${pathname}.html`;
}
