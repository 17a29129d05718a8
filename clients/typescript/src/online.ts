/** Who is online, always right. */

import { type RollcallError } from "./errors.js";
import type { Item } from "./follow.js";
import { type Registration, type RegistrationEvent, RegistrationState } from "./gen/rollcall/v1/registration_pb.js";

/** A user came online or went offline. */
export interface Transition {
  /** `domains/{fqdn}/users/{login}` */
  readonly user: string;
  readonly online: boolean;
}

/**
 * A view of who is online, kept right until it is closed. While the server cannot be reached it says what was true
 * last, and `live` is false.
 */
export class Online {
  readonly #table = new Table();
  readonly #abort: AbortController;
  readonly #changed: ((transition: Transition) => void) | undefined;
  readonly #waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];
  readonly #done: Promise<void>;
  #live = false;
  #error: unknown;

  constructor(items: AsyncIterable<Item>, abort: AbortController, changed?: (transition: Transition) => void) {
    this.#abort = abort;
    this.#changed = changed;
    this.#done = this.#run(items);
  }

  /** The names of all users who have a registration, sorted. */
  users(): string[] {
    return this.#table.users();
  }

  /** Whether a user, `domains/{fqdn}/users/{login}`, has a registration. */
  isOnline(user: string): boolean {
    return this.#table.has(user);
  }

  /** The registrations of a user, in no order. */
  registrations(user: string): Registration[] {
    return this.#table.registrations(user);
  }

  /** Whether the view has seen a snapshot and is connected. */
  get live(): boolean {
    return this.#live;
  }

  /** Waits until the view is live. It throws the error that the watch ended with, if it did. */
  async waitLive(): Promise<void> {
    if (this.#live) return;
    if (this.#error !== undefined) throw this.#error;
    await new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
  }

  /** Ends the view, and releases the server's stream. */
  async close(): Promise<void> {
    this.#abort.abort();
    await this.#done;
  }

  async #run(items: AsyncIterable<Item>): Promise<void> {
    try {
      for await (const item of items) this.#apply(item);
      this.#error = new Error("the view was closed");
    } catch (error) {
      this.#error = error as RollcallError;
    }
    this.#live = false;
    for (const { reject } of this.#waiting.splice(0)) reject(this.#error);
  }

  #apply(item: Item): void {
    let changed: Transition[] = [];
    if (item.type === "snapshot") changed = this.#table.replace(item.registrations);
    if (item.type === "changes") changed = this.#table.apply(item.events);
    this.#live = item.type === "snapshot" || item.type === "changes" || item.type === "bookmark";
    if (this.#live) {
      for (const { resolve } of this.#waiting.splice(0)) resolve();
    }
    for (const transition of changed) this.#changed?.(transition);
  }
}

/** The user of a registration, by its name. */
export function userOf(registration: string): string {
  return registration.split("/registrations/")[0] ?? "";
}

/** The registrations of each user, by their names. */
export class Table {
  #users = new Map<string, Map<string, Registration>>();

  users(): string[] {
    return [...this.#users.keys()].sort();
  }

  has(user: string): boolean {
    return this.#users.has(user);
  }

  registrations(user: string): Registration[] {
    return [...(this.#users.get(user)?.values() ?? [])];
  }

  /** Takes a new truth, and answers who came and who went by it. */
  replace(registrations: Iterable<Registration>): Transition[] {
    const before = this.#users;
    this.#users = new Map();
    for (const registration of registrations) this.#put(registration);
    const gone = [...before.keys()].filter((user) => !this.has(user));
    const came = this.users().filter((user) => !before.has(user));
    return [
      ...gone.map((user) => ({ user, online: false })),
      ...came.map((user) => ({ user, online: true })),
    ];
  }

  /** By name and state, not by kind: that stays right when a kind is added. */
  apply(events: Iterable<RegistrationEvent>): Transition[] {
    const changed: Transition[] = [];
    for (const { registration } of events) {
      if (registration === undefined) continue;
      const user = userOf(registration.name);
      const before = this.has(user);
      if (registration.state === RegistrationState.ENDED) this.#remove(user, registration.name);
      else this.#put(registration);
      if (this.has(user) !== before) changed.push({ user, online: !before });
    }
    return changed;
  }

  #put(registration: Registration): void {
    const user = userOf(registration.name);
    const of = this.#users.get(user) ?? new Map<string, Registration>();
    this.#users.set(user, of.set(registration.name, registration));
  }

  #remove(user: string, name: string): void {
    const of = this.#users.get(user);
    of?.delete(name);
    if (of?.size === 0) this.#users.delete(user);
  }
}
