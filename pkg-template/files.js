/** Whether a value is a Blob or a File, of whichever realm. */
export const isFile = (value) => !!value?.arrayBuffer;

/** The names of the fields that hold one. */
export const filesOf = (request) => Object.keys(request ?? {}).filter((name) => isFile(request[name]));

/** Addresses in place of files that are not uploaded yet, so that everything else is checked before their bytes move. */
export const withPlaceholders = (request) => {
  const files = filesOf(request).map((name) => [name, "https://picture.invalid/"]);
  return files.length ? { ...request, ...Object.fromEntries(files) } : request;
};
