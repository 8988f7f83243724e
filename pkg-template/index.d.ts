import type { Client, ClientOptions, InitOptions } from "./types.js";

export * from "./types.js";

/** Sets the options of the default client, which the functions of this module use. */
export declare function configure(options: ClientOptions): void;
/** The same functions on a client of its own. */
export declare function createClient(options?: ClientOptions): Client;
/** Loads the WebAssembly module now instead of on the first call, or hands over another copy of it. */
export declare function init(options?: InitOptions): Promise<void>;

export declare const createImageToVideo: Client["createImageToVideo"];
export declare const createImageToVideoBatch: Client["createImageToVideoBatch"];
export declare const updateVideoAudio: Client["updateVideoAudio"];
export declare const pendingJobs: Client["pendingJobs"];
export declare const deleteVideos: Client["deleteVideos"];
export declare const pollImageToVideo: Client["pollImageToVideo"];
export declare const waitForVideo: Client["waitForVideo"];
export declare const watchImageToVideo: Client["watchImageToVideo"];
export declare const imageToVideo: Client["imageToVideo"];
export declare const validateCreateRequest: Client["validateCreateRequest"];
export declare const estimateCredits: Client["estimateCredits"];
export declare const uploadImage: Client["uploadImage"];
export declare const downloadVideo: Client["downloadVideo"];
export declare const listEffects: Client["listEffects"];
export declare const listModels: Client["listModels"];
export declare const getCredits: Client["getCredits"];
