import Replicate from "replicate";

const replicate = new Replicate({
  auth: "bench",
  baseUrl: `${location.origin}/replicate/v1`,
  fetch: fetch.bind(globalThis),
});

export const createPath = "/predictions";
export const create = (request) => replicate.predictions.create({ version: "bench", input: request });
export const wait = (prediction) => replicate.wait(prediction);
/** Both in one, until the signal aborts. */
export const make = (request, signal) => replicate.run("bench/bench:bench", { input: request, signal });
