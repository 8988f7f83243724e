import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { capture } from "../shared/command.mjs";
import { Failure } from "../shared/failure.mjs";
import { root } from "../shared/paths.mjs";

/** The list of what was released, and its signature beside it. */
const checksumFile = "SHA256SUMS";
const signatureFile = `${checksumFile}.sig`;
/** Who signs, in the file of public keys. */
const signer = "release";
/** The public keys that releases are signed with, in the format of OpenSSH's allowed signers. */
export const signersFile = join(root, ".github/release-signers");

/** Writes the SHA-256 of every file of a folder, as `sha256sum` prints and checks them. */
export async function writeChecksums(folder) {
  const names = (await readdir(folder)).filter((name) => ![checksumFile, signatureFile].includes(name)).sort();
  const lines = await Promise.all(
    names.map(async (name) => {
      const digest = createHash("sha256").update(await readFile(join(folder, name)));
      return `${digest.digest("hex")}  ${name}\n`;
    }),
  );
  await writeFile(join(folder, checksumFile), lines.join(""));
}

/**
 * Signs a folder's checksums with an OpenSSH key, and checks the signature as users will.
 *
 * @param key the private key as text; it is on disk only while `ssh-keygen` reads it
 */
export async function signChecksums(folder, key, signers = signersFile) {
  const place = await mkdtemp(join(tmpdir(), "akool-signing-"));
  try {
    const keyFile = join(place, "key");
    await writeFile(keyFile, key.endsWith("\n") ? key : `${key}\n`, { mode: 0o600 });
    await rm(join(folder, signatureFile), { force: true });
    await inShell('ssh-keygen -Y sign -f "$0" -n file "$1"', [keyFile, join(folder, checksumFile)], "sign");
  } finally {
    await rm(place, { recursive: true, force: true });
  }
  const verify = `ssh-keygen -Y verify -f "$0" -I ${signer} -n file -s "$1/${signatureFile}" < "$1/${checksumFile}"`;
  await inShell(verify, [signers, folder], `verify with the keys of ${signers}`);
}

async function inShell(script, values, purpose) {
  const { status, stdout, stderr } = await capture("sh", ["-c", script, ...values]);
  if (status !== 0) throw new Failure(`ssh-keygen could not ${purpose}: ${`${stdout}${stderr}`.trim()}`);
}
