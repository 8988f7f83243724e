import { findProgram } from "../shared/command.mjs";

/** The gateway's bench runs beside it, and tests put it before the gateway. */
export const nginxPackages = [{ thing: "nginx", name: "nginx", isMissing: () => !findNginx() }];

/** The path of nginx, which Debian keeps off the search path of most users. */
export function findNginx() {
  return findProgram("nginx", `${process.env.PATH}:/usr/sbin:/usr/local/sbin`);
}
