import type { InitOptions } from "../types/options.js";
import initialize, { setHost, wake } from "../wasm/akool_image_to_video.js";
import { ImageToVideoError, loadError } from "./error.js";
import type { Parts } from "./parts.js";
import type { Runtime } from "./runtime.js";

/** Where the module is, or the module itself. */
export type WasmSource = NonNullable<InitOptions["wasm"]>;

/** What an entry point brings to the core. */
export interface EntryPoint {
  /** Where the module is unless `init` was given one. */
  findWasm: () => WasmSource | Promise<WasmSource>;
  /** Loads a copy of it as base64, for where the file is lost. */
  findCopy?: () => Promise<{ default: string }>;
  parts: Parts;
}

let entryPoint: EntryPoint | undefined;
let loadDefault: (() => Promise<unknown>) | undefined;
let loading: Promise<Runtime> | undefined;

/** Called by an entry point when it is imported. All entry points share the core and its one module. */
export const registerEntryPoint = (given: EntryPoint): void => {
  entryPoint = given;
};

/** For bindings: loads an entry point on first use, unless the page has imported one by then. */
export const setDefaultEntryPoint = (load: () => Promise<unknown>): void => {
  loadDefault = load;
};

const findEntryPoint = async (): Promise<EntryPoint> => {
  if (!entryPoint) await loadDefault?.();
  return entryPoint as EntryPoint;
};

/** Loads one of the files that not every page needs. */
export const loadPart = async <Name extends keyof Parts>(name: Name): Promise<Awaited<ReturnType<Parts[Name]>>> => {
  const { parts } = entryPoint ?? (await findEntryPoint());
  return parts[name]() as Promise<Awaited<ReturnType<Parts[Name]>>>;
};

/** Whether it is an address, of any realm. */
export const isAddress = (source: unknown): source is string | URL =>
  typeof source === "string" || (source as URL | undefined)?.href !== undefined;

/** Starts the module. The bytes of a response are compiled whatever type its server says they are. */
export const instantiate = async (source: Response | BufferSource | WebAssembly.Module): Promise<unknown> => {
  if (!("arrayBuffer" in source)) return initialize(source);
  if (!source.ok) throw new Error(`HTTP ${source.status}`);
  return initialize(await source.arrayBuffer());
};

const startModule = async (wasm: WasmSource | undefined): Promise<unknown> => {
  let source: Awaited<WasmSource> | undefined;
  let answer: Response | BufferSource | WebAssembly.Module | undefined;
  try {
    source = await (wasm ?? (await findEntryPoint()).findWasm());
    answer = isAddress(source) ? await fetch(source) : source;
    return await instantiate(answer);
  } catch (cause) {
    if (ImageToVideoError.isInstance(cause)) throw cause;
    const response = isAddress(source) ? (answer as Response | undefined) : undefined;
    const failure = await loadPart("loadFailure").catch(() => {});
    // Whatever kept the module away may keep this file away, too.
    if (!failure) throw loadError("The .wasm file", cause, response);
    return failure.recover({ cause, source, answer: response, findCopy: wasm ? undefined : entryPoint?.findCopy });
  }
};

const load = async (wasm: WasmSource | undefined): Promise<Runtime> => {
  const [runtime] = await Promise.all([loadPart("runtime"), startModule(wasm)]);
  setHost(runtime.host);
  // For as long as the page lives, however many clients there are. A worker has no tab that hides; Node has neither.
  for (const type of ["visibilitychange", "online", "offline"]) globalThis.addEventListener?.(type, () => wake());
  return runtime;
};

/** Loads the module, and what it runs with, once; after a failure the next call tries again. */
export const loadModule = (wasm?: WasmSource): Promise<Runtime> =>
  (loading ??= load(wasm).catch((error) => {
    loading = undefined;
    throw error;
  }));
