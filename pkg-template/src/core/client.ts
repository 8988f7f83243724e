import type { Client } from "../types/client.js";
import type { Job, JobRef } from "../types/jobs.js";
import type { CallOptions, ClientOptions, CreateOptions, WaitOptions } from "../types/options.js";
import {
  closeClient,
  createImageToVideo,
  freeClient,
  type OrderOptions,
  openClient,
  pollImageToVideo,
  validateCreateRequest,
  waitForVideo,
} from "../wasm/akool_image_to_video.js";
import { abortable } from "./abortable.js";
import { ImageToVideoError } from "./error.js";
import { loadModule, loadPart } from "./module.js";
import type { OnDemand } from "./on-demand.js";
import type { CompleteOptions } from "./options.js";
import type { Runtime } from "./runtime.js";

/** Where a function of the package takes a value, it takes a promise of it, too; of a list, also promises of its items. */
type Given<Input> = Input | PromiseLike<Input> | readonly (Input | PromiseLike<Input>)[];

/** A function of the module. */
type ModuleCall<Input, Options, Output> = (
  client: number,
  input: Input,
  options: Options | undefined,
) => Output | Promise<Output>;

/** Makes a function of the package of a function of the module. */
export type Bind = <Input, Output, Options extends CallOptions = CallOptions>(
  run: ModuleCall<Input, Options, Output>,
) => (input?: Given<Input>, options?: Options) => Promise<Output>;

/** A function of the module that costs credits. */
export type Order<Request, Output> = (client: number, request: Request, options: OrderOptions) => Promise<Output>;

/** A function of the module that checks a request. */
export type Validate = typeof validateCreateRequest;

/** Makes a function of the package that uploads the request's files first, and keeps the storage in order. */
export type BindOrder = <Request, Output>(
  run: Order<Request, Output>,
  validate: Validate,
) => (request: Request | PromiseLike<Request>, options?: CreateOptions) => Promise<Output>;

/** What a client's other files need of it. */
export interface ClientCore {
  /** Loads the module and makes its client, once. */
  open: () => Promise<number>;
  /** Complete once the client is open. */
  readonly options: CompleteOptions;
  /** There once the client is open. */
  readonly runtime: Runtime;
  bind: Bind;
  bindOrder: BindOrder;
  poll: (ref?: Given<JobRef>, options?: CallOptions) => Promise<Job>;
  waitWithoutUpdates: (ref?: Given<JobRef>, options?: WaitOptions) => Promise<Job>;
}

/** Whether a field of a request may be a file, or what can be made one. `file-fields.ts` looks closer. */
export const mayHoldFile = (request: unknown): boolean =>
  ["image_url", "last_image_url", "audio_url"].some((name) => {
    const value = (request as Record<string, unknown> | null | undefined)?.[name];
    return typeof value === "string" ? /^(blob|data):/i.test(value) : typeof value === "object";
  });

const hasEnded = (job: Partial<Job>): boolean => job.status === "completed" || job.status === "failed";

/** Names an order, so that sending it again does not pay again. `crypto.randomUUID` is missing without TLS. */
const newKey = (): string => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("-");

/** Frees a client of the module once its functions are collected. Where there is no registry, its few bytes stay. */
let closer: FinalizationRegistry<number> | undefined;

/**
 * Makes a client. Nothing is loaded before the first call.
 *
 * @param onDemandNames the functions that `on-demand.ts` has
 */
export const createClient = (
  given: ClientOptions | undefined,
  onDemandNames: readonly (keyof OnDemand & keyof Client)[],
): Client => {
  let options: CompleteOptions;
  let runtime: Runtime;
  let opening: Promise<number> | undefined;
  let isClosed = false;
  const start = async (): Promise<number> => {
    if (isClosed) throw new ImageToVideoError({ code: "configuration", message: "This client is closed." });
    runtime = await loadModule();
    options = runtime.readOptions(given);
    if (options.retry || options.onRequest || options.onResponse || options.logger)
      options = (await loadPart("extras")).addExtras(options);
    const number = openClient(options);
    if (globalThis.FinalizationRegistry) {
      closer ??= new FinalizationRegistry(freeClient);
      closer.register(open, number);
    }
    return number;
  };
  // Every function below holds on to this one, so the client lives as long as any of them.
  const open = (): Promise<number> =>
    (opening ??= start().catch((error) => {
      opening = undefined;
      throw error;
    }));

  const bind: Bind = (run) => (input, callOptions) => {
    const signal = callOptions?.signal;
    return abortable(async () => {
      const client = await open();
      const one = await input;
      const given = Array.isArray(one) ? await Promise.all(one) : one;
      // After an abort the call is rejected already, and nothing may begin.
      return signal?.aborted ? (undefined as never) : run(client, given as never, callOptions);
    }, signal);
  };

  const bindOrder: BindOrder = (run, validate) =>
    bind(async (client, given, callOptions: CreateOptions | undefined) => {
      const isNewKey = callOptions?.idempotencyKey === undefined;
      const settings: OrderOptions = {
        ...callOptions,
        isNewKey,
        idempotencyKey: callOptions?.idempotencyKey ?? newKey(),
      };
      let request = given;
      if (mayHoldFile(given)) {
        const uploaded = await (await onDemand()).uploadFiles(given as object, validate, settings);
        request = uploaded.request as typeof given;
        if (uploaded.files) settings.files = uploaded.files;
      }
      return run(client, request, settings).finally(() => void tidy());
    });

  // What is remembered must not pile up in pages that never ask for it. The next call does not wait for this.
  const tidy = () =>
    loadPart("pending").then(
      (pending) => pending.tidyWhenIdle(core),
      () => {},
    );

  const poll = bind(pollImageToVideo) as ClientCore["poll"];
  const waitWithoutUpdates = bind(waitForVideo);
  const createOne = bindOrder(createImageToVideo, validateCreateRequest);

  const core: ClientCore = {
    open,
    get options() {
      return options;
    },
    get runtime() {
      return runtime;
    },
    bind,
    bindOrder,
    poll,
    waitWithoutUpdates,
  };

  let follow: ((id: string, waiting: Promise<unknown>) => void) | undefined;
  /** Subscribes to updates of a job, which come sooner than polling finds them. */
  const subscribe = async (ref: unknown, waiting: Promise<unknown>) => {
    const job = (await Promise.resolve(ref).catch(() => {})) as JobRef | undefined;
    if (!job) return;
    try {
      if (typeof job === "object" && hasEnded(job)) return;
      const { createLiveUpdates } = await loadPart("liveUpdates");
      const client = await open();
      follow ??= createLiveUpdates(client, core);
      follow(typeof job === "object" ? job.id : job, waiting);
    } catch {
      // The client then polls.
    }
  };
  const wait: Client["waitForVideo"] = (ref, callOptions) => {
    const waiting = waitWithoutUpdates(ref, callOptions);
    subscribe(ref, waiting);
    return waiting;
  };

  let rest: OnDemand | undefined;
  const onDemand = async (): Promise<OnDemand> => {
    const { createOnDemand } = await loadPart("onDemand");
    return (rest ??= createOnDemand(core));
  };

  const client = {
    createImageToVideo: createOne,
    pollImageToVideo: poll as Client["pollImageToVideo"],
    waitForVideo: wait,
    watchImageToVideo: async function* (refs, callOptions) {
      const { watch } = await abortable(() => loadPart("watch"), callOptions?.signal);
      yield* watch(wait, refs, callOptions);
    },
    close: () => {
      isClosed = true;
      opening?.then(closeClient, () => {});
      opening = undefined;
    },
    imageToVideo: async (request, callOptions) => wait(await createOne(request, callOptions), callOptions),
  } satisfies Partial<Client> as unknown as Client;

  for (const name of onDemandNames) {
    const run = (...input: unknown[]) =>
      abortable(
        async () => ((await onDemand())[name] as (...input: unknown[]) => unknown)(...input),
        // The options come last.
        (input.at(-1) as CallOptions | undefined)?.signal,
      );
    Object.assign(client, { [name]: run });
  }
  return client;
};
