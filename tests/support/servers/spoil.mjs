/** Gets a genuine answer wrong that has come in whole. */
export function spoil(body, answer, { genuine: { status, headers }, response, breakOff }) {
  const { "content-length": _, ...others } = headers;
  const whole = (bytes) => response.writeHead(status, { ...others, "content-length": bytes.length }).end(bytes);
  const kinds = {
    malformed: () => whole(cut(body)),
    edited: () => whole(Buffer.from(edit(body.toString(), answer))),
    empty: () => whole(Buffer.alloc(0)),
    truncated: () => {
      response.writeHead(status, { ...others, "content-length": body.length });
      response.write(cut(body), breakOff);
    },
    // Without its length, the rest is missed by nothing but the silence.
    stalled: () => response.writeHead(status, others).write(cut(body)),
  };
  kinds[answer.kind]();
}

/** Gets the first piece of a stream of events wrong; the rest comes as it is. */
export function spoilStream({ status, headers, stream }, answer, response, breakOff) {
  response.writeHead(status, headers);
  let isFirst = true;
  stream.on("data", (piece) => {
    if (!isFirst) return response.write(piece);
    isFirst = false;
    const text = piece.toString();
    if (answer.kind === "truncated") return response.write(cut(piece), breakOff);
    if (answer.kind === "malformed") return response.write(text.replace(/^data:.*$/m, (line) => cut(line)));
    response.write(text.replace(/^data: ?(.*)$/m, (_, data) => `data: ${edit(data, answer)}`));
  });
  stream.on("end", () => response.end());
  response.on("close", () => stream.destroy());
}

/** The first half. */
const cut = (whole) =>
  typeof whole === "string" ? whole.slice(0, whole.length / 2) : whole.subarray(0, whole.length / 2);

/** JSON with the values at some pointers changed. */
function edit(text, { set }) {
  const value = JSON.parse(text);
  for (const [pointer, changed] of Object.entries(set)) {
    const names = pointer.split("/").slice(1);
    const last = names.pop();
    const parent = names.reduce((inner, name) => inner?.[name], value);
    if (parent && last in parent) parent[last] = changed;
  }
  return JSON.stringify(value);
}
