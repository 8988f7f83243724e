import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { startChild, stopChild } from "../../scripts/shared/children.mjs";
import { findNginx, nginxPackages } from "../../scripts/setup/nginx.mjs";
import { ensureSystemPackages } from "../../scripts/setup/system-packages.mjs";

/** nginx as a forwarder that looks at nothing: the key put in, connections kept, its log as it is by default. */
export async function startNginx(folder, { vendor, key }) {
  await ensureSystemPackages(nginxPackages);
  const port = await freePort();
  await mkdir(folder, { recursive: true });
  const configuration = join(folder, "nginx.conf");
  await writeFile(configuration, configurationOf({ folder, port, vendor, key }), { mode: 0o600 });
  const child = startChild(findNginx(), ["-e", join(folder, "error.log"), "-p", folder, "-c", configuration], {
    stdio: ["ignore", 2, 2],
  });
  await untilOpen(port);
  return { address: `127.0.0.1:${port}`, processIds: await withWorkers(child.pid), stop: () => stopChild(child) };
}

function configurationOf({ folder, port, vendor, key }) {
  return `
daemon off;
worker_processes auto;
pid ${folder}/nginx.pid;
events { worker_connections 4096; }
http {
  access_log ${folder}/access.log;
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  keepalive_requests 1000000000;
  upstream vendor { server ${vendor}; keepalive 64; keepalive_requests 1000000000; }
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://vendor;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Authorization "";
      proxy_set_header x-api-key "${key}";
    }
  }
}
`;
}

async function withWorkers(masterId) {
  for (;;) {
    const children = await readFile(`/proc/${masterId}/task/${masterId}/children`, "utf8");
    const workers = children.trim().split(" ").filter(Boolean).map(Number);
    if (workers.length > 0) return [masterId, ...workers];
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function untilOpen(port) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/`);
      return;
    } catch (error) {
      if (attempt === 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
