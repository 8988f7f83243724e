/** What takes the place of functions that are cut out. wasm-bindgen's JavaScript is where all imports come from. */
const importedFrom = "./akool_image_to_video_bg.js";

/** As many kinds of functions, by what they take and give, as a module will have. */
export const placeholders = Array.from({ length: 100 }, (_, index) => `cut_out_${index}`);

/**
 * Takes functions out of a module: whoever calls one calls something unknown outside instead, so that nothing but they
 * themselves, and what only they use, can go. Functions that take and give the same share one import. What can be called
 * through a table is open to the outside and stays: no one can tell by whom it would be called.
 *
 * @param {(name: string, exportedAs: string | undefined) => boolean} isCut
 */
export async function cutOut(bytes, isCut) {
  const { default: binaryen } = await import("binaryen");
  const module = binaryen.readBinary(bytes);
  try {
    const exported = new Map();
    for (let index = 0; index < module.getNumExports(); index += 1) {
      const { kind, name, value } = binaryen.getExportInfo(module.getExportByIndex(index));
      // A memory or a table may be called as a function is.
      if (kind === binaryen.ExternalFunction) exported.set(value, name);
    }
    for (let index = 0; index < module.getNumTables(); index += 1) {
      const { name } = binaryen.getTableInfo(module.getTableByIndex(index));
      // One that is exported already gets a second name.
      module.addTableExport(name, `table_${index}`);
    }
    const functions = Array.from({ length: module.getNumFunctions() }, (_, index) =>
      binaryen.getFunctionInfo(module.getFunctionByIndex(index)),
    );
    const kinds = [];
    for (const { name, module: origin, params, results } of functions) {
      const exportedAs = exported.get(name);
      if (origin || !isCut(name, exportedAs)) continue;
      if (exportedAs) module.removeExport(exportedAs);
      const kind = `${params},${results}`;
      if (!kinds.includes(kind)) kinds.push(kind);
      module.removeFunction(name);
      module.addFunctionImport(name, importedFrom, placeholders[kinds.indexOf(kind)], params, results);
    }
    return Buffer.from(module.emitBinary());
  } finally {
    module.dispose();
  }
}
