import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { before, test } from "node:test";
import { capture } from "../../scripts/shared/command.mjs";
import { root } from "../../scripts/shared/paths.mjs";
import { launchChromium, openPage } from "../support/browser/chromium.mjs";
import { anchors, pages } from "../support/markdown.mjs";
import { serveFolder } from "../support/servers/static-server.mjs";
import { pagePath, sitePages } from "../support/site.mjs";

const folder = join(root, "target/docs");
/** A heading of the site's own frame, not of a page. */
const frameAnchors = ["", "VPContent", "app"];

let built, repositoryUrl;
before(async () => {
  const outcome = await capture("npm", ["run", "--silent", "docs"]);
  assert.equal(outcome.status, 0, `${outcome.stdout}${outcome.stderr}`);
  built = await sitePages(folder);
  const { repository } = JSON.parse(await readFile(join(root, "pkg-template/package.json"), "utf8"));
  repositoryUrl = repository.url.replace(/^git\+/, "").replace(/\.git$/, "");
});

test("the site has a page for every guide, and one for every entry point of the package", async () => {
  const sources = (await pages()).map(({ path }) => path).filter((path) => path.startsWith("docs/"));
  assert.ok(sources.length > 25, `${sources.length} guides`);
  const expected = sources.map((path) =>
    path
      .replace(/^docs/, "")
      .replace(/README\.md$/, "index.md")
      .replace(/md$/, "html"),
  );
  const { exports } = JSON.parse(await readFile(join(root, "pkg-template/package.json"), "utf8"));
  const declarations = new Set(
    Object.values(exports)
      .map(({ types }) => types?.default ?? types)
      .filter(Boolean),
  );
  for (const types of declarations) expected.push(`/api/${types.replace("./", "").replace(".d.ts", ".html")}`);
  assert.deepEqual(
    expected.filter((path) => !built.has(path)),
    [],
  );
});

test("every link of the site leads to a page that is there, and to a heading on it", async () => {
  const broken = [];
  let count = 0;
  for (const [path, { links, files }] of built) {
    for (const link of [...links, ...files]) {
      const { origin, pathname, hash } = new URL(link, `https://site.invalid${path}`);
      count += 1;
      if (origin !== "https://site.invalid") {
        if (!(await isGoodExternal(link))) broken.push(`${path}: ${link}`);
        continue;
      }
      const target = pagePath(pathname);
      const page = built.get(target);
      const anchor = decodeURIComponent(hash.slice(1));
      if (!page && !existsSync(join(folder, target))) broken.push(`${path}: ${link}`);
      else if (page && !frameAnchors.includes(anchor) && !page.anchors.includes(anchor))
        broken.push(`${path}: ${link}`);
    }
  }
  assert.ok(count > 1000, `${count} links`);
  assert.deepEqual([...new Set(broken)], []);
});

/** Other sites cannot be asked here. A link into the repository must lead to a file, and to a heading in it. */
async function isGoodExternal(link) {
  if (link.startsWith("data:image/")) return true;
  if (!link.startsWith("https://")) return false;
  const [, path, anchor] = new RegExp(`^${repositoryUrl}/(?:blob|tree)/main/([^#]*)(?:#(.*))?$`).exec(link) ?? [];
  if (path === undefined) return true;
  if (!existsSync(join(root, path))) return false;
  return !anchor || anchors(await readFile(join(root, path), "utf8")).includes(anchor);
}

test("the sidebar has every page but the API's, and each of its links leads somewhere", async () => {
  const source = await readFile(join(root, "docs/.vitepress/sidebar.ts"), "utf8");
  const links = [...source.matchAll(/link: "([^"]+)"/g)].map(([, link]) => pagePath(link));
  assert.deepEqual(
    links.filter((link) => !built.has(link)),
    [],
  );
  const guides = [...built.keys()].filter((path) => !/^\/(api\/|404)/.test(path));
  assert.deepEqual(
    guides.filter((path) => !links.includes(path)),
    [],
  );
});

test("the reference explains functions by the comments of their types", async () => {
  const page = await readFile(join(folder, "api/react.html"), "utf8");
  assert.match(page, /strict mode|mounted again/i);
  for (const name of await readdir(join(root, "docs/api"))) assert.ok(/\.(md|json)$/.test(name), name);
});

test("search finds a variable and an error code without any other server", async () => {
  const site = await serveFolder(folder);
  const browser = await launchChromium();
  try {
    const { page } = await openPage(browser);
    const elsewhere = [];
    await page.route("**", (route) => {
      if (route.request().url().startsWith(site.url)) return route.continue();
      elsewhere.push(route.request().url());
      return route.abort();
    });
    await page.goto(`${site.url}/index.html`);
    for (const word of ["AKOOL_GATEWAY_TRUSTED_PROXIES", "outcome_unknown"]) {
      await page
        .getByRole("button", { name: /search/i })
        .first()
        .click();
      await page.locator("#localsearch-input").fill(word);
      await page.locator("#localsearch-list a.result").first().waitFor();
      await page.keyboard.press("Escape");
    }
    assert.deepEqual(elsewhere, []);
  } finally {
    await browser.close();
    site.stop();
  }
});
