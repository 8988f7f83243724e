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
import { ImageToVideoError, loadError } from "./error.js";
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

const ended = ["completed", "failed"];

/** Names an order, so that sending it again does not pay again. `crypto.randomUUID` is not there without TLS. */
const newKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");

/** Whether it is an address, of whichever realm. */
const isAddress = (source) => typeof source === "string" || source?.href !== undefined;

/**
 * Makes the package's functions. Nothing is loaded before the first call.
 *
 * @param {() => unknown} findWasm where the module is when nobody handed one over
 * @param {Record<string, () => Promise<object>>} parts what loads the files that not every page needs
 */
export const createApi = (findWasm, parts) => {
  let loading;

  const load = (wasm) =>
    (loading ??= (async () => {
      let answer;
      try {
        const source = await (wasm ?? findWasm());
        answer = isAddress(source) ? await fetch(source) : source;
        await initialize({ module_or_path: answer });
      } catch (cause) {
        loading = undefined;
        throw ImageToVideoError.isInstance(cause) ? cause : loadError("The .wasm file", cause, answer);
      }
      setHost(host);
      // For as long as the page lives, however many clients there are. A worker has no tab that hides; Node has neither.
      for (const type of ["visibilitychange", "online", "offline"]) globalThis.addEventListener?.(type, () => wake());
    })());

  /** A function that needs the module and no client. */
  const loaded = (run) => (input, callOptions) =>
    abortable(async () => {
      await load();
      return run(input);
    }, callOptions?.signal);

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
    const call = (run) => (input, callOptions) => {
      const signal = callOptions?.signal;
      return abortable(async () => {
        const client = await open();
        const one = await input;
        const given = Array.isArray(one) ? await Promise.all(one) : one;
        // Aborted meanwhile, it is rejected already; nothing may begin any more.
        if (!signal?.aborted) return run(client, given, callOptions);
      }, signal);
    };

    const order = (kind) =>
      call(async (client, given, callOptions) => {
        const isNewKey = callOptions?.idempotencyKey === undefined;
        const settings = { ...callOptions, isNewKey, ...(isNewKey && { idempotencyKey: newKey() }) };
        let request = given;
        if (mayHoldFile(given)) {
          const uploaded = await (await more()).uploadFiles(kind, given, settings);
          request = uploaded.request;
          settings.files = uploaded.files;
        }
        return create(client, kind, request, settings).finally(() => void tidy());
      });
    // What is written down must not pile up in pages that never ask for it.
    const tidy = () =>
      parts.pending().then(
        (pending) => pending.tidy(options),
        () => {},
      );
    const poll = call(pollImageToVideo);
    const look = call(waitForVideo);
    const createOne = order("create");

    let following;
    const follow = async (ref, waiting) => {
      const job = await Promise.resolve(ref).catch(() => {});
      if (!job) return;
      try {
        // One that has ended needs no look.
        if (ended.includes(job.status)) return;
        const { createFollow } = await parts.follow();
        const client = await open();
        following ??= createFollow(client, options, call, look);
        following(job.id ?? job, waiting);
      } catch {
        // The client looks for itself then.
      }
    };
    const wait = (ref, callOptions) => {
      const waiting = look(ref, callOptions);
      follow(ref, waiting);
      return waiting;
    };

    let rest;
    const more = async () => {
      const [{ createMore }] = await Promise.all([parts.more(), open()]);
      return (rest ??= createMore({ options, parts, call, order, poll, look }));
    };

    return {
      createImageToVideo: createOne,
      pollImageToVideo: poll,
      waitForVideo: wait,
      watchImageToVideo: async function* (refs, callOptions) {
        const { watch } = await abortable(parts.watch, callOptions?.signal);
        yield* watch(wait, refs, callOptions);
      },
      imageToVideo: async (request, callOptions) => wait(await createOne(request, callOptions), callOptions),
      validateCreateRequest: loaded(async (request) =>
        validate("create", mayHoldFile(request) ? (await parts.more()).withPlaceholders(request) : request),
      ),
      estimateCredits: loaded(estimateCredits),
      ...Object.fromEntries(
        MORE.map((name) => [
          name,
          // The options come last.
          (...input) => abortable(async () => (await more())[name](...input), input.at(-1)?.signal),
        ]),
      ),
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
    init: (options) => abortable(() => load(options?.wasm), options?.signal),
    ...Object.fromEntries(
      Object.keys(defaultClient).map((name) => [name, (...input) => defaultClient[name](...input)]),
    ),
  };
};
