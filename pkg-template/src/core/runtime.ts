// Loaded beside the module: nothing in it is needed before the module runs.

export { host } from "./host.js";
export { readOptions } from "./options.js";
