import initialize, {
  closeClient,
  create,
  estimateCredits,
  openClient,
  pollImageToVideo,
  setHost,
  validate,
  waitForVideo,
  wake,
} from "./akool_image_to_video.js";
import { abortable } from "./abortable.js";
import { ImageToVideoError } from "./error.js";
import { host } from "./host.js";
import { readOptions } from "./options.js";

/** The functions that few pages use; `more.js` has them. */
const MORE = [
  "createImageToVideoBatch",
  "updateVideoAudio",
  "deleteVideos",
  "pendingJobs",
  "uploadImage",
  "downloadVideo",
  "listEffects",
  "listModels",
  "getCredits",
];

/** Whether a field of a request may be a file, or what can be made one: `files.js` looks closer. */
const mayHoldFile = (request) =>
  ["image_url", "last_image_url", "audio_url"].some((name) => {
    const value = request?.[name];
    return typeof value === "string" ? /^(blob|data):/i.test(value) : typeof value === "object";
  });

/** What the module calls an order of a single video. */
const SINGLE = 0;

/** Names an order, so that sending it again does not pay again. `crypto.randomUUID` is not there without TLS. */
const newKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");

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
      // For as long as the page lives, however many clients there are. A worker has no tab that hides; Node has neither.
      for (const type of ["visibilitychange", "online", "offline"]) globalThis.addEventListener?.(type, () => wake());
    })());

  const createClient = (given) => {
    let number, options;
    // Every function below holds on to this one, so the client lives as long as any of them.
    const open = async () => {
      await load();
      if (number === undefined) {
        options = readOptions(given);
        number = openClient(options);
        closer?.register(open, number);
      }
      return number;
    };
    // Wherever a job is taken, a promise of one is, too.
    const call = (run) => (input, callOptions) =>
      abortable(async () => {
        const client = await open();
        const given = await input;
        return run(client, Array.isArray(given) ? await Promise.all(given) : given, callOptions);
      }, callOptions?.signal);

    const order = (kind) =>
      call(async (client, given, callOptions) => {
        const request = mayHoldFile(given) ? await (await more()).uploadFiles(kind, given, callOptions) : given;
        return create(client, kind, request, { idempotencyKey: newKey(), ...callOptions });
      });
    const poll = call(pollImageToVideo);
    const look = call(waitForVideo);
    const createOne = order(SINGLE);

    let following;
    const follow = async (ref, waiting) => {
      const job = await Promise.resolve(ref).catch(() => {});
      if (!job) return;
      try {
        following ??= import("./follow.js").then(async ({ createFollow }) =>
          createFollow(await open(), options, call, look),
        );
        (await following)(job.id ?? job, waiting);
      } catch {
        // The client looks for itself then.
        following = undefined;
      }
    };
    const wait = (ref, callOptions) => {
      const waiting = look(ref, callOptions);
      follow(ref, waiting);
      return waiting;
    };

    let rest;
    const more = () =>
      (rest ??= Promise.all([import("./more.js"), open()]).then(([{ createMore }]) =>
        createMore({ options, call, order, poll, look }),
      ));

    return {
      createImageToVideo: createOne,
      pollImageToVideo: poll,
      waitForVideo: wait,
      watchImageToVideo: async function* (refs, callOptions) {
        const { watch } = await import("./watch.js");
        yield* watch(wait, refs, callOptions);
      },
      imageToVideo: async (request, callOptions) => wait(await createOne(request, callOptions), callOptions),
      validateCreateRequest: async (request) => {
        await load();
        const isPlain = !mayHoldFile(request);
        return validate(SINGLE, isPlain ? request : (await import("./more.js")).withPlaceholders(request));
      },
      estimateCredits: async (request) => {
        await load();
        return estimateCredits(request);
      },
      ...Object.fromEntries(MORE.map((name) => [name, async (...input) => (await more())[name](...input)])),
    };
  };

  // Without it a client's few bytes stay.
  const closer = globalThis.FinalizationRegistry && new FinalizationRegistry(closeClient);
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
