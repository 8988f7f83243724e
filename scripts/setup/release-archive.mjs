import { createHash } from "node:crypto";
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { capture } from "../shared/command.mjs";

const answerTimeoutMs = 5000;
const downloadTimeoutMs = 120_000;

/** The Rust target triple whose prebuilt programs run here, or `undefined`. */
export function hostTriple(platform = process.platform, architecture = process.arch) {
  const machine = { x64: "x86_64", arm64: "aarch64" }[architecture];
  const system = { linux: "unknown-linux-musl", darwin: "apple-darwin" }[platform];
  return machine && system && `${machine}-${system}`;
}

/**
 * Takes programs out of a GitHub release's archive for this machine, after comparing it with the checksum GitHub
 * publishes, and lays them into a directory. `build` is what the archive's name calls this machine. Throws where that is not possible; the reason is for the log.
 */
export async function installReleaseArchive({
  repository,
  tag,
  programs,
  directory,
  build = hostTriple(),
  api = "https://api.github.com",
}) {
  if (!build) throw new Error(`none are published for ${process.platform} on ${process.arch}`);
  const answer = await get(`${api}/repos/${repository}/releases/tags/${tag}`, answerTimeoutMs);
  const { assets } = await answer.json();
  const asset = assets.find(({ name }) => name.includes(build) && name.endsWith(".tar.gz"));
  if (!asset) throw new Error(`the release has none for ${build}`);
  const [algorithm, digest] = (asset.digest ?? "").split(":");
  if (algorithm !== "sha256" || !digest) throw new Error("the release publishes no checksum");

  const archive = await get(asset.browser_download_url, downloadTimeoutMs);
  const bytes = Buffer.from(await archive.arrayBuffer());
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== digest) throw new Error(`the checksum of ${asset.name} is ${found}, not ${digest}`);
  await unpack(bytes, programs, directory);
}

async function get(url, timeoutMs) {
  let answer;
  try {
    answer = await fetch(url, {
      signal: AbortSignal.timeout(timeoutMs),
      headers: { "user-agent": "akool-image-to-video" },
    });
  } catch {
    throw new Error(`${new URL(url).host} cannot be reached`);
  }
  if (!answer.ok) throw new Error(`${new URL(url).host} answered ${answer.status}`);
  return answer;
}

async function unpack(bytes, programs, directory) {
  const scratch = await mkdtemp(join(tmpdir(), "akool-archive-"));
  try {
    const archive = join(scratch, "archive.tar.gz");
    await writeFile(archive, bytes);
    const { status, stderr } = await capture("tar", ["-xzf", archive, "-C", scratch]);
    if (status !== 0) throw new Error(`the archive cannot be unpacked: ${stderr}`);
    const files = await readdir(scratch, { recursive: true });
    await mkdir(directory, { recursive: true });
    for (const program of programs) {
      const file = files.find((path) => basename(path) === program);
      if (!file) throw new Error(`the archive does not contain ${program}`);
      await copyFile(join(scratch, file), join(directory, program));
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
