import { doBindingJob } from "./binding-job.js";

/**
 * Offers the main job to the test, by a binding. `mount` renders the state of a binding into an element and returns the binding's
 * `start`.
 */
export function offerMainJob(mount) {
  globalThis.mainJob = async (gateway) => {
    const root = document.body.appendChild(document.createElement("main"));
    return doBindingJob(gateway, root, await mount(root));
  };
}
