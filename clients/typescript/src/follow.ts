/** What a watch knows, without any connection: what to ask for, what to make of a message, what to do at an end. */

import { clone, create } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import type { RollcallError } from "./errors.js";
import {
  StartNowSchema,
  StartWithSnapshotSchema,
  type Registration,
  type RegistrationEvent,
  type WatchRegistrationsRequest,
  WatchRegistrationsRequestSchema,
  type WatchRegistrationsResponse,
} from "./gen/rollcall/v1/registration_pb.js";

const INTERVAL_MS = 10_000;
const SILENCE = 3;
const FIRST_MS = 100;
const LONGEST_MS = 10_000;
const FINAL = new Set([
  Code.InvalidArgument,
  Code.NotFound,
  Code.PermissionDenied,
  Code.Unauthenticated,
  Code.Unimplemented,
]);

/** Where a watch begins: with all registrations, with what changes from now on, or after a token. */
export type Start = "snapshot" | "now" | { readonly after: string };

/** What a watch gives. */
export type Item =
  /** All registrations, whole and of one revision: replace what you have. */
  | { readonly type: "snapshot"; readonly registrations: readonly Registration[]; readonly token: string }
  /** All events of one or more revisions, and where the next ones begin: apply them in order. */
  | { readonly type: "changes"; readonly events: readonly RegistrationEvent[]; readonly token: string }
  /** Everything before this token was delivered. */
  | { readonly type: "bookmark"; readonly token: string }
  /** The watch must begin anew, for this reason; a snapshot follows. */
  | { readonly type: "resync"; readonly reason: string }
  /** The stream ended, with an error or in order, or fell silent. The watch goes on by itself. */
  | { readonly type: "disconnected"; readonly error: RollcallError | undefined };

/** No wait at first, then waits that double; anything up to that, so that many do not come back at once. */
export class Backoff {
  #longest = 0;

  reset(): void {
    this.#longest = 0;
  }

  next(): number {
    const wait = Math.random() * this.#longest;
    this.#longest = Math.min(Math.max(this.#longest * 2, FIRST_MS), LONGEST_MS);
    return wait;
  }
}

export class Follow {
  readonly #request: WatchRegistrationsRequest;
  #start: Start;
  #fresh: Registration[] = [];
  #pending: RegistrationEvent[] = [];
  #interval = INTERVAL_MS;
  readonly #backoff = new Backoff();
  /** The access token had expired, and nothing was delivered since. */
  #expired = false;

  constructor(request: WatchRegistrationsRequest, start: Start) {
    this.#request = request;
    this.#start = start;
  }

  /** How many milliseconds a stream may say nothing. */
  get patience(): number {
    return this.#interval * SILENCE;
  }

  /** The request of the next stream. What the one before left unfinished comes again. */
  open(): WatchRegistrationsRequest {
    this.#fresh = [];
    this.#pending = [];
    const request = clone(WatchRegistrationsRequestSchema, this.#request);
    if (this.#start === "snapshot") {
      request.start = { case: "startWithSnapshot", value: create(StartWithSnapshotSchema) };
    } else if (this.#start === "now") {
      request.start = { case: "startNow", value: create(StartNowSchema) };
    } else {
      request.start = { case: "resumeToken", value: this.#start.after };
    }
    return request;
  }

  /** What a message completes, if it does. The item counts as delivered. */
  take(response: WatchRegistrationsResponse): Item | undefined {
    const interval = response.bookmarkInterval;
    if (interval !== undefined) {
      this.#interval = Number(interval.seconds) * 1000 + interval.nanos / 1e6 || this.#interval;
    }
    const { message, resumeToken: token } = response;
    let item: Item;
    switch (message.case) {
      case "snapshot":
        this.#fresh.push(...message.value.registrations);
        return undefined;
      case "snapshotEnd":
        item = { type: "snapshot", registrations: this.#fresh, token };
        this.#fresh = [];
        break;
      case "changes":
        this.#pending.push(...message.value.events);
        if (token === "") return undefined;
        item = { type: "changes", events: this.#pending, token };
        this.#pending = [];
        break;
      case "bookmark":
        item = { type: "bookmark", token };
        break;
      default: // A case that this version does not know.
        return undefined;
    }
    this.#start = { after: token };
    this.#backoff.reset();
    this.#expired = false;
    return item;
  }

  /** What to tell now that a stream has ended, and how long to wait. It throws what will not get better. */
  ended(error: RollcallError | undefined): { item: Item; wait: number } {
    if (error?.reason === "REVISION_COMPACTED" || error?.reason === "RESUME_TOKEN_FOREIGN") {
      this.#start = "snapshot";
      return { item: { type: "resync", reason: error.reason }, wait: this.#backoff.next() };
    }
    const onceMore = error?.reason === "TOKEN_EXPIRED" && !this.#expired;
    this.#expired ||= onceMore;
    if (error !== undefined && FINAL.has(error.code) && !onceMore) throw error;
    return { item: { type: "disconnected", error }, wait: error?.retryAfter ?? this.#backoff.next() };
  }
}
