import { createClient } from "akool-image-to-video";

const polling = createClient({ events: false });
const pushed = createClient({ events: true });

export const createPath = "/createBySourcePrompt";
export const create = (request) => polling.createImageToVideo(request);
export const wait = (job) => polling.waitForVideo(job);
export const waitByPush = (job) => pushed.waitForVideo(job);
/** Both in one, until the signal aborts. */
export const make = (request, signal) => polling.imageToVideo(request, { signal });
