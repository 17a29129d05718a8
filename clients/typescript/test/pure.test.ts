/** Options, errors, retries, pages and the table of who is online. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { again } from "../src/calls.js";
import { pages } from "../src/client.js";
import { PlaintextRefused, RollcallError } from "../src/errors.js";
import { BadRequestSchema } from "../src/gen/google/rpc/error_details_pb.js";
import { RefusedValuesSchema } from "../src/gen/rollcall/v1/error_reason_pb.js";
import { RegistrationEventSchema, RegistrationSchema, RegistrationState } from "../src/gen/rollcall/v1/registration_pb.js";
import { Table } from "../src/online.js";
import { checkEndpoint } from "../src/options.js";

test("all bad fields come with their values", () => {
  const raw = new ConnectError("m", Code.InvalidArgument);
  const fieldViolations = ["user.email", "user.user_password"].map((field) => ({ field, description: "bad" }));
  const bad = create(BadRequestSchema, { fieldViolations });
  const refused = create(RefusedValuesSchema, { values: [{ field: "user.email", value: "x" }] });
  raw.details = [
    { type: "google.rpc.BadRequest", value: toBinary(BadRequestSchema, bad) },
    { type: "rollcall.v1.RefusedValues", value: toBinary(RefusedValuesSchema, refused) },
    { type: "google.rpc.ErrorInfo", value: new Uint8Array([0xff]) },
  ];
  const error = new RollcallError(raw);
  assert.equal(error.kind, "invalid");
  assert.deepEqual(error.violations.map(({ field, value }) => [field, value]), [
    ["user.email", "x"],
    ["user.user_password", undefined],
  ]);
});

test("a token goes in plaintext to this machine only", () => {
  for (const fine of ["http://localhost:1", "http://127.0.0.9:1", "http://[::1]:1", "https://example.com"]) {
    checkEndpoint(fine, { token: "t" });
  }
  for (const other of ["http://192.0.2.1:50051", "http://localhost.example:1", "http://[2001:db8::1]:1"]) {
    assert.throws(() => checkEndpoint(other, { token: "t" }), PlaintextRefused);
    checkEndpoint(other, { token: "t", insecurePlaintext: true });
    checkEndpoint(other, {});
  }
  for (const bad of ["", "127.0.0.1:50051", "ftp://x", "http://x/path"]) {
    assert.throws(() => checkEndpoint(bad, {}), TypeError);
  }
});

test("only what is safe is tried again", () => {
  const unavailable = new RollcallError(new ConnectError("m", Code.Unavailable));
  assert.ok((again("rollcall.v1.UserService/GetUser", unavailable, 1) ?? 0) > 0);
  assert.equal(again("rollcall.v1.UserService/GetUser", unavailable, 4), undefined);
  assert.equal(again("rollcall.v1.RegistrarService/Register", unavailable, 1), undefined);
  const exhausted = new RollcallError(new ConnectError("m", Code.ResourceExhausted));
  assert.equal(again("rollcall.v1.UserService/GetUser", exhausted, 1), undefined);
});

test("pages are followed to the end", async () => {
  const all: number[] = [];
  const list = async (token: string) => ({ at: Number(token), nextPageToken: token === "3" ? "" : String(Number(token) + 1) });
  for await (const item of pages(list, ({ at }) => (at === 1 ? [] : [at * 10, at * 10 + 1]))) all.push(item);
  assert.deepEqual(all, [0, 1, 20, 21, 30, 31]);
});

test("a user is online while one registration holds", () => {
  const registration = (user: string, id: number, state = RegistrationState.ACTIVE) =>
    create(RegistrationSchema, { name: `u/${user}/registrations/${id}`, state });
  const event = (user: string, id: number, state?: RegistrationState) =>
    create(RegistrationEventSchema, { registration: registration(user, id, state) });
  const table = new Table();
  table.apply([event("a", 1), event("a", 2), event("b", 3), event("a", 1, RegistrationState.ENDED)]);
  assert.deepEqual(table.users(), ["u/a", "u/b"]);
  const ended = event("a", 2, RegistrationState.ENDED);
  assert.deepEqual(table.apply([ended, ended]), [{ user: "u/a", online: false }]);
  assert.deepEqual(table.replace([registration("b", 9), registration("c", 1)]), [{ user: "u/c", online: true }]);
});

test("the README shows the example that is run", () => {
  const shown = `<!-- example: examples/quickstart.ts -->\n\`\`\`ts\n${readFileSync("examples/quickstart.ts", "utf8")}\`\`\`\n<!-- end -->`;
  assert.ok(readFileSync("README.md", "utf8").includes(shown));
});
