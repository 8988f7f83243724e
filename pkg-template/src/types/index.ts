/**
 * Types of the package. Requests and answers keep Akool's field names, so that the example in Akool's
 * documentation can be pasted in; options of this package are camelCase with the unit in the name.
 */
export type * from "./catalogue.js";
export type * from "./client.js";
export type * from "./errors.js";
export type * from "./jobs.js";
export type * from "./options.js";
export type * from "./requests.js";
