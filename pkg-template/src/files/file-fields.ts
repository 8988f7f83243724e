// Loaded when a request may hold a file.

/** The fields that take a file. */
const FIELDS = ["image_url", "last_image_url", "audio_url"] as const;

/** A field that takes a file. */
export type MediaField = (typeof FIELDS)[number];

type Fields = Record<string, unknown>;

/** Whether a value is a Blob or a File, of any realm. */
export const isBlob = (value: unknown): value is Blob =>
  typeof (value as Blob | undefined)?.slice === "function" && typeof (value as Blob).size === "number";

/** Whether it is bytes in memory, of any realm. */
export const isBytes = (value: unknown): value is BufferSource =>
  ArrayBuffer.isView(value) || Object.prototype.toString.call(value) === "[object ArrayBuffer]";

/** A canvas of either kind. */
export type Canvas = Partial<Pick<OffscreenCanvas, "convertToBlob"> & Pick<HTMLCanvasElement, "toBlob">>;

/** Whether it can be made a file: a Blob, bytes, a canvas, or an address that only this page knows. */
export const isFile = (value: unknown): boolean =>
  typeof value === "string"
    ? /^(blob|data):/i.test(value)
    : isBlob(value) ||
      isBytes(value) ||
      !!((value as Canvas | null | undefined)?.convertToBlob ?? (value as Canvas | null | undefined)?.toBlob);

/** The one file of a list, of an `<input>` or of a drop; the text of a `URL`; anything else as it is. */
export const unwrap = (value: unknown): unknown => {
  if (typeof value !== "object" || !value || isFile(value)) return value;
  const given = value as { files?: ArrayLike<unknown> | null; href?: unknown };
  const list = given.files ?? (value as ArrayLike<unknown>);
  if (list.length === 1 && isFile(list[0])) return list[0];
  return typeof given.href === "string" ? given.href : value;
};

/** The request with what {@link unwrap} makes of those fields. */
export const unwrapAll = (request: object): Fields => {
  const fields = FIELDS.filter((name) => name in request).map((name) => [name, unwrap((request as Fields)[name])]);
  return { ...request, ...Object.fromEntries(fields) };
};

/** The names of the fields that hold a file. */
export const fileFieldsOf = (request: Fields): MediaField[] => FIELDS.filter((name) => isFile(request[name]));

/** Addresses in place of files that are not uploaded yet, so that everything else is checked before their bytes move. */
export const withPlaceholders = (given: object): Fields => {
  const request = unwrapAll(given);
  for (const name of fileFieldsOf(request)) request[name] = "https://picture.invalid/";
  return request;
};
