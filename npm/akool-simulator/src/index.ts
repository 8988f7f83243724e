export type { Control } from "./control.js";
export type { SimulatorOptions } from "./options.js";
export type * from "./protocol.js";
export { startSimulator } from "./simulator.js";
export type { Session, SessionOptions, Simulator } from "./simulator.js";
