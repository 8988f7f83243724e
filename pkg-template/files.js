// Loaded when a request may hold a file.

/** The fields that take a file. */
const FIELDS = ["image_url", "last_image_url", "audio_url"];

/** Whether a value is a Blob or a File, of whichever realm. */
export const isBlob = (value) => typeof value?.slice === "function" && typeof value.size === "number";

/** Whether it is bytes in memory, of whichever realm. */
export const isBytes = (value) => ArrayBuffer.isView(value) || {}.toString.call(value) === "[object ArrayBuffer]";

/** What can be made a file: a Blob, bytes, a canvas, and an address that only this page knows. */
export const isFile = (value) =>
  typeof value === "string"
    ? /^(blob|data):/i.test(value)
    : isBlob(value) || isBytes(value) || !!(value?.convertToBlob ?? value?.toBlob);

/** The one file of a list, of an `<input>` or of what was dropped; the text of a `URL`; anything else as it is. */
export const unwrap = (value) => {
  if (typeof value !== "object" || !value || isFile(value)) return value;
  const list = value.files ?? value;
  if (list.length === 1 && isFile(list[0])) return list[0];
  return typeof value.href === "string" ? value.href : value;
};

/** The request with what {@link unwrap} makes of those fields. */
export const unwrapAll = (request) => {
  const fields = FIELDS.filter((name) => name in request).map((name) => [name, unwrap(request[name])]);
  return { ...request, ...Object.fromEntries(fields) };
};

/** The names of the fields that hold a file. */
export const filesOf = (request) => FIELDS.filter((name) => isFile(request[name]));

/** Addresses in place of files that are not uploaded yet, so that everything else is checked before their bytes move. */
export const withPlaceholders = (given) => {
  const request = unwrapAll(given);
  for (const name of filesOf(request)) request[name] = "https://picture.invalid/";
  return request;
};
