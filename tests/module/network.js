/**
 * A network that keeps what is sent and plays rules: `{ path, has?, after?, times?, answer }`. A rule is for requests to a
 * path whose body has a text in it; the first `after` of them go through. An answer is one of
 * - `{ status, body | text, headers }`
 * - `{ lost }`: none comes; `{ silent }`: none comes until the caller gives up; `{ cut }`: it ends in the middle
 * - `{ every }`: every job that is asked for has this status.
 */
export function network(rules) {
  const sent = [];
  const left = JSON.parse(rules).map((rule) => ({ has: "", after: 0, times: Number.POSITIVE_INFINITY, ...rule }));
  const fetchWithRules = async (request) => {
    const { pathname } = new URL(request.url);
    const header = (name) => request.headers.get(name);
    const entry = { path: pathname, atMs: Date.now(), body: "" };
    entry.authorization = header("authorization");
    entry.key = header("idempotency-key");
    if (header("content-type") === "application/json") entry.body = await request.clone().text();
    sent.push(entry);
    const rule = left.find(({ path, has, times }) => times > 0 && pathname.endsWith(path) && entry.body.includes(has));
    if (!rule || rule.after-- > 0) return fetch(request);
    rule.times -= 1;
    return play(rule.answer, request, entry);
  };
  return { fetch: fetchWithRules, sent };
}

function play({ lost, silent, cut, every, status, body, text, headers }, { signal }, entry) {
  if (lost) throw new TypeError("Failed to fetch");
  if (silent) return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
  if (cut) return new Response(cutStream(), { status: 200 });
  if (every) return Response.json({ code: 1000, data: { result: idsIn(entry).map((id) => jobRecord(id, every)) } });
  return new Response(text ?? JSON.stringify(body ?? {}), { status, headers });
}

/** A body whose connection breaks after the first bytes. */
function cutStream() {
  return new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"code": 10')),
    pull: (controller) => controller.error(new TypeError("connection reset")),
  });
}

const idsIn = ({ body }) => JSON.parse(body)._ids.split(",");

const jobRecord = (id, status) => ({
  _id: id,
  status,
  deduction_credit: 10,
  update_time: Date.now(),
  video_url: status === 3 ? `https://video.example/${id}.mp4` : "",
});

const to = ({ sent }, end) => sent.filter(({ path }) => path.endsWith(end));

/** How many requests went to paths that end so. */
export const sentTo = (network, end) => to(network, end).length;

/** When a request to such a path was sent. */
export const sentAtMs = (network, end, index) => to(network, end)[index].atMs;

/** How many jobs each request asked for. */
export const idCounts = (network) => to(network, "resultsByIds").map((entry) => idsIn(entry).length);

/** The names under which creates were sent. */
export const keys = (network) => to(network, "createBySourcePrompt").map(({ key }) => key);

/** What the last request to a path gave as its right to be there. */
export const authorization = (network, end) => to(network, end).at(-1)?.authorization;
