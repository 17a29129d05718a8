/** The Rollcall SIP directory and registrar, from pages in browsers, over gRPC-Web. */

import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { calls } from "./calls.js";
import { Client } from "./client.js";
import { checkEndpoint, DEADLINE_MS, type Options } from "./options.js";

export * from "./shared.js";

/** Makes a client for a server that serves gRPC-Web to this page's origin (`--grpc-web-origin`). */
export function connect(endpoint: string, options: Options = {}): Client {
  const url = checkEndpoint(endpoint, options);
  const transport = createGrpcWebTransport({
    baseUrl: url.origin,
    interceptors: [calls(options)],
    defaultTimeoutMs: options.deadlineMs ?? DEADLINE_MS,
  });
  return new Client(transport);
}
