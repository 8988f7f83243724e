import type { Client, ClientOptions, InitOptions } from "./types.js";

export * from "./types.js";

/** Sets the options of the default client, which the functions of this module use. */
export declare function configure(options: ClientOptions): void;
/** The same functions on a client of its own. */
export declare function createClient(options?: ClientOptions): Client;
/** Loads the WebAssembly module now instead of on the first call, or hands over another copy of it. */
export declare function init(options?: InitOptions): Promise<void>;

/** Checks the request, uploads pictures and sounds that are Blobs, and creates the job. Paid once. See {@link Client.createImageToVideo}. */
export declare const createImageToVideo: Client["createImageToVideo"];
/** Likewise, several variations at once. See {@link Client.createImageToVideoBatch}. */
export declare const createImageToVideoBatch: Client["createImageToVideoBatch"];
/** Makes a job of its own that gives a finished video a new sound. See {@link Client.updateVideoAudio}. */
export declare const updateVideoAudio: Client["updateVideoAudio"];
/** What an earlier page load began and did not see the end of, newest first. See {@link Client.pendingJobs}. */
export declare const pendingJobs: Client["pendingJobs"];
/** Deletes jobs. See {@link Client.deleteVideos}. */
export declare const deleteVideos: Client["deleteVideos"];
/** One look at a job, or at several in one request. See {@link Client.pollImageToVideo}. */
export declare const pollImageToVideo: Client["pollImageToVideo"];
/** Waits for the video. See {@link Client.waitForVideo}. */
export declare const waitForVideo: Client["waitForVideo"];
/** Every change of every job until all are done. See {@link Client.watchImageToVideo}. */
export declare const watchImageToVideo: Client["watchImageToVideo"];
/** Creates and waits. See {@link Client.imageToVideo}. */
export declare const imageToVideo: Client["imageToVideo"];
/** Everything that is wrong with a request by the vendor's rules; empty if nothing is. See {@link Client.validateCreateRequest}. */
export declare const validateCreateRequest: Client["validateCreateRequest"];
/** Credits by the vendor's published table. See {@link Client.estimateCredits}. */
export declare const estimateCredits: Client["estimateCredits"];
/** Uploads a picture or a sound to the gateway and returns its URL. See {@link Client.uploadImage}. */
export declare const uploadImage: Client["uploadImage"];
/** Fetches the video. See {@link Client.downloadVideo}. */
export declare const downloadVideo: Client["downloadVideo"];
/** The vendor's effects. See {@link Client.listEffects}. */
export declare const listEffects: Client["listEffects"];
/** The vendor's models for batches. See {@link Client.listModels}. */
export declare const listModels: Client["listModels"];
/** Credits left. See {@link Client.getCredits}. */
export declare const getCredits: Client["getCredits"];
