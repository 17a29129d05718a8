/** Following registrations for ever. */

import { create } from "@bufbuild/protobuf";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { RollcallError } from "./errors.js";
import { Follow, type Item, type Start } from "./follow.js";
import {
  type EventKind,
  type RegistrationService,
  WatchRegistrationsRequestSchema,
} from "./gen/rollcall/v1/registration_pb.js";

export interface WatchOptions {
  /** `snapshot` by default. */
  start?: Start;
  /** Only these users, by name or login; with `groups`, either suffices. */
  users?: string[];
  /** Only members of these groups. */
  groups?: string[];
  /** Only these kinds of events; it does not narrow the snapshot. */
  kinds?: EventKind[];
  includeRefreshes?: boolean;
  /** Ends the watch. */
  signal?: AbortSignal;
}

/**
 * Follows the registrations of a parent until the loop over it is left, its signal is aborted, or it throws, which it
 * does with an error that will not go away by trying again. It connects again whenever its stream ends, after the last
 * token that it delivered, and so misses nothing.
 */
export async function* watch(
  registrations: Client<typeof RegistrationService>,
  parent: string,
  options: WatchOptions,
): AsyncGenerator<Item, void, undefined> {
  const { users = [], groups = [], kinds = [], includeRefreshes = false, signal } = options;
  const request = create(WatchRegistrationsRequestSchema, { parent, users, groups, kinds, includeRefreshes });
  const follow = new Follow(request, options.start ?? "snapshot");
  const aborted = (): boolean => signal?.aborted === true;
  while (!aborted()) {
    const stop = new AbortController();
    const onAbort = (): void => stop.abort();
    signal?.addEventListener("abort", onAbort);
    let ended: RollcallError | undefined;
    let silent = false;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const listen = (): void => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        silent = true;
        stop.abort();
      }, follow.patience);
    };
    try {
      listen();
      for await (const message of registrations.watchRegistrations(follow.open(), { signal: stop.signal, timeoutMs: 0 })) {
        const item = follow.take(message);
        // The consumer may take its time: that is no silence of the server.
        clearTimeout(timer);
        if (item !== undefined) yield item;
        listen();
      }
    } catch (error) {
      const cause = silent ? new ConnectError("the stream fell silent", Code.Unavailable) : error;
      ended = RollcallError.from(cause);
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", onAbort);
      stop.abort();
    }
    if (aborted()) return;
    const { item, wait } = follow.ended(ended);
    yield item;
    await pause(wait, signal);
  }
}

async function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(done, milliseconds);
    function done(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    }
    signal?.addEventListener("abort", done);
  });
}
