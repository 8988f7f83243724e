import { createFalClient } from "@fal-ai/client";

const endpoint = "bench/image-to-video";
const fal = createFalClient({ proxyUrl: "/fal" });

export const createPath = "/fal";
export const create = async (request) => (await fal.queue.submit(endpoint, { input: request })).request_id;
// As `fal.subscribe` does once it has submitted, with its own pause between looks.
export const wait = async (requestId) => {
  await fal.queue.subscribeToStatus(endpoint, { requestId });
  await fal.queue.result(endpoint, { requestId });
};
/** Both in one, until the signal aborts. */
export const make = (request, abortSignal) => fal.subscribe(endpoint, { input: request, abortSignal });
