/**
 * A network that counts what is sent and plays rules: `{ path, after?, times?, answer: { lost } | { status, body | text,
 * headers } }`. The first `after` requests to a path go through.
 */
export function network(rules) {
  const sent = [];
  const left = JSON.parse(rules).map((rule) => ({ after: 0, times: Infinity, ...rule }));
  const fetchWithRules = async (request) => {
    const { pathname } = new URL(request.url);
    sent.push(pathname);
    const rule = left.find(({ path, times }) => times > 0 && pathname.endsWith(path));
    if (!rule || rule.after-- > 0) return fetch(request);
    rule.times -= 1;
    const { lost, status, body, text, headers } = rule.answer;
    if (lost) throw new TypeError("Failed to fetch");
    return new Response(text ?? JSON.stringify(body ?? {}), { status, headers });
  };
  return { fetch: fetchWithRules, sent };
}

export const sentTo = ({ sent }, end) => sent.filter((path) => path.endsWith(end)).length;

export const collector = (into) => (value) => into.push(value);

/** A picture, drawn here. */
export async function picture() {
  const canvas = new OffscreenCanvas(320, 240);
  const context = canvas.getContext("2d");
  const slope = context.createLinearGradient(0, 0, 320, 240);
  slope.addColorStop(0, "teal");
  slope.addColorStop(1, "orange");
  context.fillStyle = slope;
  context.fillRect(0, 0, 320, 240);
  return canvas.convertToBlob({ type: "image/png" });
}
