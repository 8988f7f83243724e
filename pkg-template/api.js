import initialize, * as core from "./akool_image_to_video.js";
import { abortable } from "./abortable.js";
import { ImageToVideoError } from "./error.js";
import { host } from "./host.js";
import { watch } from "./watch.js";

/**
 * Makes the package's functions. Nothing is loaded before the first call.
 *
 * @param {() => unknown} findWasm where the module is when nobody handed one over
 */
export const createApi = (findWasm) => {
  let loading;
  let defaultClient;

  const load = (wasm) =>
    (loading ??= (async () => {
      try {
        await initialize({ module_or_path: wasm ?? (await findWasm()) });
      } catch (cause) {
        loading = undefined;
        throw ImageToVideoError.isInstance(cause)
          ? cause
          : new ImageToVideoError({
              code: "configuration",
              message:
                "The WebAssembly module could not be loaded: check that its .wasm file is served and that the content security policy has 'wasm-unsafe-eval'.",
              cause,
            });
      }
      core.setHost(host);
    })());

  const createClient = (options) => {
    let number;
    // Every function below holds on to this one, so the client lives as long as any of them.
    const open = async () => {
      await load();
      if (number === undefined) {
        number = core.openClient(options, globalThis.location?.origin);
        closer.register(open, number);
      }
      return number;
    };
    const call = (name) => (input, callOptions) =>
      abortable(async () => core[name](await open(), input, callOptions), callOptions?.signal);
    const compute = (name) => async (input) => {
      await load();
      return core[name](input);
    };
    const send = call("createImageToVideo");
    const create = (request, callOptions) =>
      send(request, { ...callOptions, onProgress: callOptions?.onUploadProgress });
    const wait = call("waitForVideo");
    return {
      createImageToVideo: create,
      pollImageToVideo: call("pollImageToVideo"),
      waitForVideo: wait,
      watchImageToVideo: (refs, callOptions) => watch(wait, refs, callOptions),
      imageToVideo: async (request, callOptions) => wait(await create(request, callOptions), callOptions),
      validateCreateRequest: compute("validateCreateRequest"),
      estimateCredits: compute("estimateCredits"),
      uploadImage: call("uploadImage"),
      downloadVideo: call("downloadVideo"),
      listEffects: (callOptions) => call("listEffects")(undefined, callOptions),
      getCredits: (callOptions) => call("getCredits")(undefined, callOptions),
    };
  };

  const closer = new FinalizationRegistry((number) => core.closeClient(number));
  const byDefault =
    (name) =>
    (...input) =>
      (defaultClient ??= createClient())[name](...input);

  return {
    configure: (options) => {
      defaultClient = createClient(options);
    },
    createClient,
    init: (options) => load(options?.wasm),
    createImageToVideo: byDefault("createImageToVideo"),
    pollImageToVideo: byDefault("pollImageToVideo"),
    waitForVideo: byDefault("waitForVideo"),
    watchImageToVideo: byDefault("watchImageToVideo"),
    imageToVideo: byDefault("imageToVideo"),
    validateCreateRequest: byDefault("validateCreateRequest"),
    estimateCredits: byDefault("estimateCredits"),
    uploadImage: byDefault("uploadImage"),
    downloadVideo: byDefault("downloadVideo"),
    listEffects: byDefault("listEffects"),
    getCredits: byDefault("getCredits"),
  };
};
