import { cp, mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { Failure } from "../shared/failure.mjs";
import { targetDirectory } from "../shared/paths.mjs";
import { signChecksums, signersFile, writeChecksums } from "./checksums.mjs";
import { programFile, servers } from "./platforms.mjs";

/** What is attached to a release on GitHub. */
export const releaseFilesDirectory = join(targetDirectory, "release-files");

/** Gathers the programs and some other files under names of their own, with their checksums. */
export async function gatherReleaseFiles(built, others, directory = releaseFilesDirectory) {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true });
  for (const platform of built)
    for (const server of servers) {
      const file = programFile(server, platform);
      await cp(join(platform.programs, file), join(directory, programFile(`${server}-${platform.name}`, platform)));
    }
  for (const path of others) await cp(path, join(directory, basename(path)));
  await writeChecksums(directory);
}

/** Signs the checksums with the key of the release workflow. */
export async function signReleaseFiles(key = process.env.RELEASE_SIGNING_KEY, directory = releaseFilesDirectory) {
  if (!key) {
    throw new Failure(
      `RELEASE_SIGNING_KEY is missing: it is the private half of a key in ${signersFile}, made with ssh-keygen -t ed25519`,
    );
  }
  await signChecksums(directory, key);
}
