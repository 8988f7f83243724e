import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { findProgram, isExecutable } from "../shared/command.mjs";

/** Debian keeps the server's programs out of the search path, one directory for each version. */
const debianVersions = "/usr/lib/postgresql";

/**
 * PostgreSQL's programs, with which the gateway's tests start a server of their own. Debian's package also starts one; it
 * is left alone.
 */
export const postgresPackages = [
  {
    thing: "postgres",
    name: "PostgreSQL",
    isMissing: async () => !(await isThere()),
    otherwise: "put its initdb and pg_ctl on the search path",
  },
];

async function isThere() {
  if (findProgram("initdb") && findProgram("pg_ctl")) return true;
  const versions = await readdir(debianVersions).catch(() => []);
  return versions.some((version) =>
    ["initdb", "pg_ctl"].every((name) => isExecutable(join(debianVersions, version, "bin", name))),
  );
}
