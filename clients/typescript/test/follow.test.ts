/** The state of a watch, without any connection. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { RollcallError } from "../src/errors.js";
import { Backoff, Follow, type Start } from "../src/follow.js";
import { ErrorInfoSchema, RetryInfoSchema } from "../src/gen/google/rpc/error_details_pb.js";
import {
  WatchRegistrationsRequestSchema,
  type WatchRegistrationsResponse,
  WatchRegistrationsResponseSchema,
} from "../src/gen/rollcall/v1/registration_pb.js";
import { toBinary } from "@bufbuild/protobuf";

const follow = (start: Start): Follow => new Follow(create(WatchRegistrationsRequestSchema, { parent: "domains/-" }), start);

const part = (...names: string[]): WatchRegistrationsResponse =>
  create(WatchRegistrationsResponseSchema, {
    message: { case: "snapshot", value: { registrations: names.map((name) => ({ name })) } },
  });

const end = (resumeToken: string): WatchRegistrationsResponse =>
  create(WatchRegistrationsResponseSchema, { message: { case: "snapshotEnd", value: {} }, resumeToken });

const changes = (revision: bigint, resumeToken: string): WatchRegistrationsResponse =>
  create(WatchRegistrationsResponseSchema, {
    message: { case: "changes", value: { events: [{ revision }] } },
    resumeToken,
  });

function failed(code: Code, reason: string): RollcallError {
  const raw = new ConnectError("m", code);
  const value = toBinary(ErrorInfoSchema, create(ErrorInfoSchema, { reason }));
  raw.details = [{ type: "google.rpc.ErrorInfo", value }];
  return new RollcallError(raw);
}

test("a snapshot is delivered whole or not at all", () => {
  const state = follow("snapshot");
  assert.equal(state.open().start.case, "startWithSnapshot");
  assert.equal(state.take(part("a", "b")), undefined);
  assert.deepEqual(state.ended(undefined), { item: { type: "disconnected", error: undefined }, wait: 0 });
  assert.equal(state.open().start.case, "startWithSnapshot");
  state.take(part("c"));
  const whole = state.take(end("t1"));
  assert.ok(whole?.type === "snapshot");
  assert.deepEqual(whole.registrations.map(({ name }) => name), ["c"]);
  assert.deepEqual(state.open().start, { case: "resumeToken", value: "t1" });
});

test("events wait for their token", () => {
  const state = follow({ after: "t0" });
  state.open();
  assert.equal(state.take(changes(1n, "")), undefined);
  state.ended(failed(Code.Unavailable, "DRAINING"));
  assert.equal(state.open().start.value, "t0", "nothing of it was delivered");
  state.take(changes(1n, ""));
  const item = state.take(changes(2n, "t2"));
  assert.ok(item?.type === "changes");
  assert.deepEqual(item.events.map(({ revision }) => revision), [1n, 2n]);
});

test("what is compacted begins anew and says so", () => {
  for (const [code, reason] of [
    [Code.OutOfRange, "REVISION_COMPACTED"],
    [Code.InvalidArgument, "RESUME_TOKEN_FOREIGN"],
  ] as const) {
    const state = follow({ after: "old" });
    assert.deepEqual(state.ended(failed(code, reason)).item, { type: "resync", reason });
    assert.equal(state.open().start.case, "startWithSnapshot");
  }
});

test("an expired token is asked for once", () => {
  const state = follow("now");
  state.ended(failed(Code.Unauthenticated, "TOKEN_EXPIRED"));
  state.take(end("t"));
  state.ended(failed(Code.Unauthenticated, "TOKEN_EXPIRED"));
  assert.throws(() => state.ended(failed(Code.Unauthenticated, "TOKEN_EXPIRED")), RollcallError);
});

test("what will not get better ends and the rest goes on", () => {
  for (const code of [Code.InvalidArgument, Code.PermissionDenied, Code.NotFound, Code.Unauthenticated, Code.Unimplemented]) {
    assert.throws(() => follow("now").ended(failed(code, "WHATEVER")), RollcallError);
  }
  for (const code of [Code.Unavailable, Code.Internal, Code.Unknown, Code.Canceled]) {
    follow("now").ended(failed(code, "WHATEVER"));
  }
  const raw = new ConnectError("m", Code.ResourceExhausted);
  const retry = create(RetryInfoSchema, { retryDelay: { seconds: 7n, nanos: 500_000_000 } });
  raw.details = [{ type: "google.rpc.RetryInfo", value: toBinary(RetryInfoSchema, retry) }];
  assert.equal(follow("now").ended(new RollcallError(raw)).wait, 7500);
});

test("a case that is not known is passed over", () => {
  const state = follow("now");
  const unknown = fromBinary(WatchRegistrationsResponseSchema, new Uint8Array([0xba, 0x3e, 3, 0x6e, 0x65, 0x77]));
  unknown.bookmarkInterval = { $typeName: "google.protobuf.Duration", seconds: 1n, nanos: 500_000_000 };
  assert.equal(state.take(unknown), undefined);
  assert.equal(state.patience, 4500);
});

test("waits double to a bound and begin anew", () => {
  const backoff = new Backoff();
  assert.equal(backoff.next(), 0);
  for (const longest of [100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]) assert.ok(backoff.next() <= longest);
  backoff.reset();
  assert.equal(backoff.next(), 0);
});
