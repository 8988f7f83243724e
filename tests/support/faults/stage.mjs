import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../../../scripts/shared/command.mjs";
import { launchChromium, openContext } from "../browser/chromium.mjs";
import { picture } from "../picture.mjs";
import { packPackage } from "../project.mjs";
import { serveFolder } from "../servers/static-server.mjs";

const anyOrigin = { "access-control-allow-origin": "*", "cache-control": "max-age=3600" };

/** A browser, and a server with the packed package and the script of a cell's page. */
export async function startStage() {
  const folder = await mkdtemp(join(tmpdir(), "akool-faults-"));
  const { tarball } = await packPackage(folder);
  await mkdir(join(folder, "site"));
  await run("tar", ["-xzf", tarball, "-C", join(folder, "site")]);
  await cp(join(folder, "site", "package"), join(folder, "site", "copy"), { recursive: true });
  await cp(new URL("in-page.js", import.meta.url), join(folder, "site", "in-page.js"));
  await writeFile(join(folder, "site", "picture.png"), picture());
  await writeFile(join(folder, "site", "host.html"), "<!doctype html><title>Host of frames</title>");
  const assets = await serveFolder(join(folder, "site"), anyOrigin);
  const browser = await launchChromium();
  const context = await openContext(browser);
  const host = await context.newPage();
  await host.goto(`${assets.url}/host.html`);
  return {
    context,
    hostPage: () => host,
    /** Another copy of the package. */
    copyUrl: `${assets.url}/copy/index.js`,
    pictureUrl: `${assets.url}/picture.png`,
    /** The page that a cell's server gives. */
    page: `<!doctype html><title>Cell</title><script type="module" src="${assets.url}/in-page.js"></script>`,
    async stop() {
      await browser.close();
      assets.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
