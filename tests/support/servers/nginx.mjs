import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findNginx } from "../../../scripts/setup/nginx.mjs";
import { startDevServer } from "./dev-server.mjs";

/**
 * Starts nginx on a free port of this machine, such as `freePort()` gives, with what stands between the braces of a `server`. Besides that it answers
 * `/is-up`. `requests()` are the request lines that it has answered, with their statuses.
 */
export async function startNginx(locations, port) {
  const folder = await mkdtemp(join(tmpdir(), "akool-nginx-"));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  const configuration = `
daemon off;
master_process off;
pid ${folder}/pid;
events {}
http {
  log_format lines "$request_method $request_uri $status";
  access_log ${folder}/access lines;
  ${temporary.join("\n  ")}
  server {
    listen 127.0.0.1:${port};
    location = /is-up { access_log off; return 200; }
    ${locations}
  }
}
`;
  await writeFile(join(folder, "nginx.conf"), configuration);
  const url = `http://127.0.0.1:${port}`;
  const nginx = await startDevServer(findNginx(), ["-e", join(folder, "error"), "-p", folder, "-c", "nginx.conf"], {
    cwd: folder,
    url: `${url}/is-up`,
  });
  return {
    url,
    requests: async () => (await readFile(join(folder, "access"), "utf8")).trim().split("\n"),
    stop: async () => {
      await nginx.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
