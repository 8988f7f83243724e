/**
 * Where a secret turns up in some bytes: as it is, or in a coding that hides it from a plain search (base64 at each of
 * the three offsets, hexadecimal, percent coding, UTF-16). Returns `what` of each find.
 */
export function findSecret(secret, texts) {
  const shapes = codings(secret);
  return texts.filter(({ bytes }) => shapes.some((shape) => bytes.includes(shape))).map(({ what }) => what);
}

function codings(secret) {
  const plain = Buffer.from(secret);
  // Three bytes become four characters, so the middle of a coded text depends on the offset of its start.
  const base64 = [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), plain]).toString("base64");
    return text.slice(Math.ceil((offset * 4) / 3), 4 * Math.floor((offset + plain.length) / 3));
  });
  const base64url = base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_"));
  const percent = [...plain].map((byte) => `%${byte.toString(16)}`).join("");
  const hexadecimal = plain.toString("hex");
  return [
    plain,
    Buffer.from(secret, "utf16le"),
    hexadecimal,
    hexadecimal.toUpperCase(),
    percent,
    ...base64,
    ...base64url,
  ].map((shape) => Buffer.from(shape));
}
