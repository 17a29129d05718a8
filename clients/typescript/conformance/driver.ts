/** The driver of the conformance suite: see clients/conformance/README.md. */

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { Code } from "@connectrpc/connect";
import { type Client, connect, type Item, type Online, pages, PlaintextRefused, RollcallError, type Start } from "../src/index.js";
import type { Registration } from "../src/gen/rollcall/v1/registration_pb.js";
import type { User } from "../src/gen/rollcall/v1/user_pb.js";

type Json = Record<string, unknown>;

interface Request {
  id: number;
  op: string;
  endpoint: string;
  token?: string;
  token_file?: string;
  tokens?: string[];
  ca?: string;
  cert?: string;
  key?: string;
  insecure_plaintext?: boolean;
  deadline_ms?: number;
  keepalive_ms?: number;
  domain_id: string;
  parent: string;
  user_id: string;
  request_id?: string;
  name: string;
  etag?: string;
  first_name?: string;
  last_name?: string;
  email?: string;
  extension_number?: string;
  page_size?: number;
  filter?: string;
  users?: string[];
  watch: string;
  view: string;
  start?: string;
  count: number;
  include_refreshes?: boolean;
  pause_after?: number;
}

interface Watching {
  goOn: () => void;
  stop: () => void;
  done: Promise<void>;
}

const say = (line: Json): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

let client: Client | undefined;
let tokenCalls = 0;
const watches = new Map<string, Watching>();
const views = new Map<string, Online>();

/** gRPC's own name of a code. */
const codeName = (code: Code): string =>
  (Code[code] ?? "").replace(/(?<!^)([A-Z])/g, "_$1").toUpperCase().replace("CANCELED", "CANCELLED");

function told(error: unknown): Json {
  if (error instanceof PlaintextRefused) {
    return { kind: "plaintext_refused", code: "", reason: "", message: error.message };
  }
  if (!(error instanceof RollcallError)) return { kind: "other", code: "", reason: "", message: String(error) };
  const { kind, reason, message, field, resource, etag, violations } = error;
  const out: Json = { kind, code: codeName(error.code), reason, message, field, resource, etag };
  if (violations.length > 0) out["violations"] = violations;
  return out;
}

function userOf(user: User | undefined): Json {
  return {
    name: user?.name,
    login: user?.login,
    first_name: user?.firstName,
    last_name: user?.lastName,
    email: user?.email,
    extension_number: user?.extensionNumber,
    etag: user?.etag,
    gender: user?.gender,
  };
}

function registrationOf(registration: Registration | undefined): Json {
  const name = registration?.name ?? "";
  return { name, user: name.split("/registrations/")[0], contact: registration?.contactUri };
}

function itemOf(item: Item): Json {
  switch (item.type) {
    case "snapshot":
      return { ...item, registrations: item.registrations.map(registrationOf) };
    case "changes":
      return {
        ...item,
        events: item.events.map((event) => ({
          ...registrationOf(event.registration),
          revision: Number(event.revision),
          kind: event.kind,
          state: event.registration?.state,
          count: event.registrationCount,
        })),
      };
    case "disconnected":
      return {
        type: item.type,
        code: item.error === undefined ? "" : codeName(item.error.code),
        reason: item.error?.reason ?? "",
      };
    default:
      return { ...item };
  }
}

/** Takes so many events of a watch, and tells in which time after the first item. */
async function count(client: Client, request: Request): Promise<Json> {
  let [began, seen] = [0, 0];
  for await (const item of client.watch(request.parent, { start: startOf(request.start), includeRefreshes: true })) {
    began ||= performance.now();
    if (item.type === "changes") seen += item.events.length;
    if (seen >= request.count) break;
  }
  return { seconds: (performance.now() - began) / 1000 };
}

function startOf(start: string | undefined): Start {
  if (start === undefined || start === "snapshot" || start === "now") return start ?? "snapshot";
  return { after: start };
}

function begin(on: Client, request: Request): void {
  const { watch: name, pause_after: pauseAfter } = request;
  const abort = new AbortController();
  let goOn = (): void => {};
  const paused = new Promise<void>((resolve) => (goOn = resolve));
  const run = async (): Promise<void> => {
    let taken = 0;
    try {
      const options = {
        start: startOf(request.start),
        includeRefreshes: request.include_refreshes ?? false,
        signal: abort.signal,
        ...(request.users === undefined ? {} : { users: request.users }),
      };
      for await (const item of on.watch(request.parent, options)) {
        say({ watch: name, item: itemOf(item) });
        taken += 1;
        if (taken === pauseAfter) await paused;
      }
      say({ watch: name, end: true });
    } catch (error) {
      say({ watch: name, error: told(error) });
    }
  };
  watches.set(name, { goOn, stop: () => (abort.abort(), goOn()), done: run() });
}

function open(request: Request): Client {
  const { token, token_file: file } = request;
  const tokens = request.tokens ?? (token === undefined ? [] : [token]);
  const read = (path: string | undefined): { pem?: Buffer } => (path === undefined ? {} : { pem: readFileSync(path) });
  const provider = (): string => {
    tokenCalls += 1;
    return tokens[tokenCalls - 1] ?? tokens.at(-1) ?? readFileSync(file ?? "", "utf8").trim();
  };
  const [ca, cert, key] = [read(request.ca), read(request.cert), read(request.key)];
  return connect(request.endpoint, {
    ...(tokens.length === 0 && file === undefined ? {} : { token: provider }),
    ...(ca.pem === undefined ? {} : { ca: ca.pem }),
    ...(cert.pem === undefined ? {} : { cert: cert.pem }),
    ...(key.pem === undefined ? {} : { key: key.pem }),
    ...(request.deadline_ms === undefined ? {} : { deadlineMs: request.deadline_ms }),
    ...(request.keepalive_ms === undefined ? {} : { keepaliveMs: request.keepalive_ms }),
    insecurePlaintext: request.insecure_plaintext ?? false,
  });
}

async function handle(request: Request): Promise<Json> {
  if (request.op === "connect") {
    client?.close();
    tokenCalls = 0;
    client = open(request);
    return {};
  }
  if (client === undefined) throw new Error("connect comes first");
  const { parent, name } = request;
  const call = request.deadline_ms === undefined ? {} : { timeoutMs: request.deadline_ms };
  const fields = {
    ...(request.first_name === undefined ? {} : { firstName: request.first_name }),
    ...(request.last_name === undefined ? {} : { lastName: request.last_name }),
    ...(request.email === undefined ? {} : { email: request.email }),
    ...(request.extension_number === undefined ? {} : { extensionNumber: request.extension_number }),
  };
  switch (request.op) {
    case "create_domain":
      return { name: (await client.domains.createDomain({ domainId: request.domain_id }, call)).domain?.name };
    case "get_domain":
      return { name: (await client.domains.getDomain({ name }, call)).domain?.name };
    case "create_user": {
      const { user, generated } = await client.users.createUser(
        { parent, userId: request.user_id, user: fields, requestId: request.request_id ?? "" },
        call,
      );
      return { ...userOf(user), has_secrets: (generated?.registrationPassword ?? "") !== "" };
    }
    case "get_user":
      return userOf((await client.users.getUser({ name }, call)).user);
    case "update_user": {
      const paths = ["first_name", "last_name", "email", "extension_number"].filter((path) => path in request);
      const user = { name, etag: request.etag ?? "", ...fields };
      return userOf((await client.users.updateUser({ user, updateMask: { paths } }, call)).user);
    }
    case "delete_user":
      await client.users.deleteUser({ name }, call);
      return {};
    case "list_users": {
      const { users } = client;
      const list = { parent, pageSize: request.page_size ?? 0, filter: request.filter ?? "" };
      const names: string[] = [];
      const page = (pageToken: string) => users.listUsers({ ...list, pageToken }, call);
      for await (const user of pages(page, (answer) => answer.users)) names.push(user.name);
      return { names };
    }
    case "statuses": {
      const { statuses } = await client.registrations.batchGetUserStatuses(
        { parent, users: request.users ?? [] },
        call,
      );
      return { statuses: statuses.map(({ requested, state }) => ({ requested, state })) };
    }
    case "deregister_user":
      return { ended_count: (await client.registrations.deregisterUser({ name }, call)).endedCount };
    case "first_call": {
      const began = performance.now();
      await client.users.getUser({ name }, call);
      return { ms: performance.now() - began };
    }
    case "count_events":
      return count(client, request);
    case "token_calls":
      return { count: tokenCalls };
    case "watch":
      begin(client, request);
      return {};
    case "go_on":
      watches.get(request.watch)?.goOn();
      return {};
    case "stop": {
      const watching = watches.get(request.watch);
      watching?.stop();
      await watching?.done;
      return {};
    }
    case "online": {
      const online = client.online(parent);
      views.set(request.view, online);
      await online.waitLive();
      return {};
    }
    case "online_users": {
      const view = views.get(request.view);
      return { users: view?.users(), live: view?.live };
    }
    case "close_online":
      await views.get(request.view)?.close();
      return {};
    default:
      throw new Error(`${request.op} is no op`);
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const request = JSON.parse(line) as Request;
  handle(request).then(
    (ok) => say({ id: request.id, ok }),
    (error: unknown) => say({ id: request.id, error: told(error) }),
  );
}
process.exit(0);
