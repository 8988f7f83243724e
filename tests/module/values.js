/** Reads JSON in which `{ "$": … }` stands for what JSON cannot hold. */
export const revive = (text) =>
  JSON.parse(text, (_, value) => {
    if (Array.isArray(value?.$repeat)) return (value.$before ?? "") + value.$repeat[0].repeat(value.$repeat[1]);
    return typeof value?.$ === "string" ? new Special(value.$) : value;
  });

/** A parser's reviver that returns `undefined` would drop the field, so what JSON cannot hold is put in afterwards. */
class Special {
  constructor(word) {
    this.word = word;
  }

  get value() {
    return {
      undefined: undefined,
      NaN: Number.NaN,
      Infinity: Number.POSITIVE_INFINITY,
      "-Infinity": Number.NEGATIVE_INFINITY,
      function: () => {},
      bigint: 5n,
      date: new Date(0),
    }[this.word];
  }
}

/** The request of a case, with its special values. */
export function requestOf({ request }) {
  if (request instanceof Special) return request.value;
  if (request === null || typeof request !== "object" || Array.isArray(request)) return request;
  return Object.fromEntries(
    Object.entries(request).map(([name, value]) => [name, value instanceof Special ? value.value : value]),
  );
}
