/** What Node.js and browsers have in common. */

export { Client, pages } from "./client.js";
export { type FieldViolation, type Kind, PlaintextRefused, RollcallError } from "./errors.js";
export type { Item, Start } from "./follow.js";
export { Online, type Transition } from "./online.js";
export type { Options, TokenProvider } from "./options.js";
export type { WatchOptions } from "./watch.js";
