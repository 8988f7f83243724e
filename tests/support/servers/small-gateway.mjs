import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { packageDirectory } from "../../../scripts/shared/paths.mjs";
import { openContext } from "../browser/chromium.mjs";
import { signJwt } from "../jwt.mjs";

const create = /\/(createBySourcePrompt(\/batch)?|updateVideoAudio)$/;

/**
 * A gateway in memory, as strict about persons and keys as the real one, with a page of the same origin at `/`. It gives every
 * upload another address, which a gateway may do, and gets wrong what a test tells it to. Tokens are for whom the path of their
 * address names: `/token/ann`; `/opaque/ann` gives one that does not say so. `/package/` has
 * the package's files.
 */
export async function startSmallGateway(page) {
  /** Orders by person and key: `{ body, ids }`. */
  const orders = new Map();
  /** Jobs by id: `{ person, status }`. */
  const jobs = new Map();
  const seen = [];
  const files = [];
  const people = new Map();
  const state = { page, answerCreate: undefined, answer: undefined, answerFile: undefined, extra: {} };

  const record = (id) => ({
    _id: id,
    status: jobs.get(id).status,
    ...(jobs.get(id).status === 3 && { video_url: "https://video.example/1.mp4", update_time: Date.now() }),
  });
  const answerOf = (path, ids) => ({
    code: 1000,
    data: path.endsWith("/batch") ? { successList: ids.map(record), errorList: [] } : ids.map(record)[0],
  });
  const refuse = (status, fields = {}) => ({ status, body: { code: 1011, msg: "refused", ...fields } });

  function carryOut(person, key, path, body) {
    const name = `${person} ${key}`;
    const order = orders.get(name);
    if (order && order.body !== body) return refuse(409, { charged: "no", msg: "take a new key" });
    if (!order) {
      const { count = 1 } = JSON.parse(body);
      const ids = Array.from({ length: path.endsWith("/batch") ? count : 1 }, () => randomBytes(6).toString("hex"));
      for (const id of ids) jobs.set(id, { person, status: 2 });
      orders.set(name, { body, ids });
    }
    return { status: 200, body: answerOf(path, orders.get(name).ids) };
  }

  function answer({ method, path, person, key, body }) {
    const ids = () => JSON.parse(body)._ids.split(",");
    const own = (id) => jobs.get(id)?.person === person;
    if (!person) return refuse(401, { code: 1101 });
    if (create.test(path) && method === "POST") return carryOut(person, key, path, body);
    if (create.test(path)) {
      const order = orders.get(`${person} ${key}`);
      return order ? { status: 200, body: answerOf(path, order.ids) } : refuse(404, { code: 1008 });
    }
    if (path.endsWith("/uploads"))
      return { status: 200, body: { url: `https://files.example/${randomBytes(6).toString("hex")}.png` } };
    if (path.endsWith("/resultsByIds"))
      return ids().some(own)
        ? { status: 200, body: { code: 1000, data: { result: ids().filter(own).map(record) } } }
        : refuse(404, { code: 1008 });
    if (path.endsWith("/delbyids")) {
      const gone = ids().filter(own);
      for (const id of gone) jobs.delete(id);
      if (gone.length === 0) return refuse(404, { code: 1008 });
      return { status: 200, body: { code: 1000, data: { successIds: gone, noPermissionItems: [] } } };
    }
    return refuse(404, { code: 1008 });
  }

  async function giveFile(name, { request, response }) {
    files.push(name);
    const special = await state.answerFile?.(name);
    if (special === "lost") return request.socket.destroy();
    if (special) return response.writeHead(special).end();
    const type = name.endsWith(".wasm") ? "application/wasm" : "text/javascript";
    const bytes = state.extra[name] ?? (await readFile(join(packageDirectory, name)));
    response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(bytes);
  }

  const server = createServer(async (request, response) => {
    const { pathname: path } = new URL(request.url, "http://host");
    // A browser sends a request again by itself when a connection that it has used before breaks.
    response.setHeader("connection", "close");
    request.on("error", () => {});
    response.on("error", () => {});
    if (path === "/") return response.writeHead(200, { "content-type": "text/html" }).end(state.page);
    // A browser asks for an icon that the page does not name.
    if (path === "/favicon.ico") return response.writeHead(404).end();
    if (path.startsWith("/package/")) return giveFile(path.slice("/package/".length), { request, response });
    const reply = ({ status, body, headers }) =>
      response
        .writeHead(status, { "content-type": "application/json", ...headers })
        .end(typeof body === "string" ? body : JSON.stringify(body));
    const body = Buffer.concat(await request.toArray()).toString("latin1");
    const [, kind, name] = /^\/(token|opaque)\/(\w+)$/.exec(path) ?? [];
    const token = request.headers.authorization?.slice("Bearer ".length);
    const exchange = { method: request.method, path, key: request.headers["idempotency-key"], body };
    exchange.person = people.get(token);
    seen.push(exchange);
    const special = await state.answer?.(exchange);
    if (special) return reply(special);
    if (kind) {
      const claims = { sub: name, exp: Math.round(Date.now() / 1000) + 600, jti: randomBytes(6).toString("hex") };
      const fresh = kind === "token" ? signJwt(claims, "a secret") : randomBytes(12).toString("hex");
      people.set(fresh, name);
      return reply({ status: 200, body: { access_token: fresh, expires_in: 600 } });
    }
    const isCreate = exchange.method === "POST" && create.test(path);
    const spoiled = isCreate && (await state.answerCreate?.(exchange, () => answer(exchange)));
    if (spoiled) return spoiled === "lost" ? request.socket.destroy() : reply(spoiled);
    reply(answer(exchange));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${server.address().port}`,
    /** What was asked: `{ method, path, person, key, body }`. */
    seen,
    creates: () => seen.filter(({ method, path }) => method === "POST" && create.test(path)),
    uploads: () => seen.filter(({ path }) => path.endsWith("/uploads")),
    /** How many orders were carried out. */
    orderCount: () => orders.size,
    complete: () => {
      for (const job of jobs.values()) job.status = 3;
    },
    forget: (id) => jobs.delete(id),
    /** How an order is answered when it is asked for again. */
    recall: (person, key) => {
      const { ids } = orders.get(`${person} ${key}`);
      return answerOf(ids.length > 1 ? "/batch" : "", ids);
    },
    /** From now on creates are answered so; `carryOut` does it first. Nothing given: rightly. */
    answerCreates: (run) => (state.answerCreate = run),
    /** Likewise everything else that `run` gives an answer to. */
    answer: (run) => (state.answer = run),
    /** The package's files that were asked for, and more of them: scripts of a test's own. */
    files,
    addFile: (name, text) => (state.extra[name] = text),
    setPage: (html) => (state.page = html),
    /** From now on files are answered so: by a status, `"lost"`, or rightly. */
    answerFiles: (run) => (state.answerFile = run),
    /** Creates are carried out, and the answer says that the outcome is unknown. */
    loseCreates: () =>
      (state.answerCreate = (_, carryOutNow) => {
        carryOutNow();
        // Not a status that is asked for again: that takes a quarter of a minute.
        return { status: 400, body: { code: 1003, msg: "lost", charged: "unknown", retryable: false } };
      }),
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** Pages of one browser on a small gateway; each has the package as `sdk`, and shares its storage with the others. */
export async function startSmallStage(t, stage, { html = stage.page } = {}) {
  const gateway = await startSmallGateway(html);
  const context = await openContext(stage.context.browser());
  t.after(async () => {
    await context.close();
    gateway.stop();
  });
  const openPage = async (prepare) => {
    const page = await context.newPage();
    if (prepare) await page.addInitScript(prepare);
    const load = async () => {
      await page.goto(gateway.url);
      await page.waitForFunction(() => globalThis.cell !== undefined);
    };
    await load();
    return Object.assign(page, { load });
  };
  return { gateway, openPage };
}
