import initialize, {
  closeClient,
  createImageToVideo,
  downloadVideo,
  estimateCredits,
  getCredits,
  listEffects,
  openClient,
  pollImageToVideo,
  setHost,
  uploadImage,
  validateCreateRequest,
  waitForVideo,
} from "./akool_image_to_video.js";
import { abortable } from "./abortable.js";
import { ImageToVideoError } from "./error.js";
import { host } from "./host.js";

/**
 * Makes the package's functions. Nothing is loaded before the first call.
 *
 * @param {() => unknown} findWasm where the module is when nobody handed one over
 */
export const createApi = (findWasm) => {
  let loading;

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
                "The .wasm file could not be loaded: check that it is served and that the content security policy has 'wasm-unsafe-eval'.",
              cause,
            });
      }
      setHost(host);
    })());

  const createClient = (options) => {
    let number;
    // Every function below holds on to this one, so the client lives as long as any of them.
    const open = async () => {
      await load();
      if (number === undefined) {
        number = openClient(options, globalThis.location?.origin);
        closer.register(open, number);
      }
      return number;
    };
    const call = (run) => (input, callOptions) =>
      abortable(async () => run(await open(), input, callOptions), callOptions?.signal);
    const send = call(createImageToVideo);
    const wait = call(waitForVideo);
    const effects = call(listEffects);
    const credits = call(getCredits);
    const create = (request, callOptions) =>
      send(request, { ...callOptions, onProgress: callOptions?.onUploadProgress });
    return {
      createImageToVideo: create,
      pollImageToVideo: call(pollImageToVideo),
      waitForVideo: wait,
      watchImageToVideo: async function* (refs, callOptions) {
        const { watch } = await import("./watch.js");
        yield* watch(wait, refs, callOptions);
      },
      imageToVideo: async (request, callOptions) => wait(await create(request, callOptions), callOptions),
      validateCreateRequest: async (request) => {
        await load();
        return validateCreateRequest(request);
      },
      estimateCredits: async ({ resolution = "", video_length = NaN }) => {
        await load();
        return estimateCredits(String(resolution), Number(video_length));
      },
      uploadImage: call(uploadImage),
      downloadVideo: call(downloadVideo),
      listEffects: (callOptions) => effects(undefined, callOptions),
      getCredits: (callOptions) => credits(undefined, callOptions),
    };
  };

  const closer = new FinalizationRegistry(closeClient);
  let defaultClient = createClient();

  return {
    configure: (options) => {
      defaultClient = createClient(options);
    },
    createClient,
    init: (options) => load(options?.wasm),
    ...Object.fromEntries(
      Object.keys(defaultClient).map((name) => [name, (...input) => defaultClient[name](...input)]),
    ),
  };
};
