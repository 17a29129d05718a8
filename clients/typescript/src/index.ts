/** The Rollcall SIP directory and registrar, from Node.js, over gRPC. */

import { createGrpcTransport, Http2SessionManager } from "@connectrpc/connect-node";
import { calls } from "./calls.js";
import { Client } from "./client.js";
import { checkEndpoint, DEADLINE_MS, type Options } from "./options.js";

export * from "./shared.js";

const KEEPALIVE_MS = 20_000;
const KEEPALIVE_ANSWER_MS = 10_000;

export interface NodeOptions extends Options {
  /** Trust the CAs in this PEM instead of the system's. */
  ca?: string | Buffer;
  /** The client's certificate and its key, PEM, for mTLS. */
  cert?: string | Buffer;
  key?: string | Buffer;
  /** After how many milliseconds without traffic the connection is probed; 20,000 by default. */
  keepaliveMs?: number;
}

/** Makes a client for `http://HOST:PORT` or `https://HOST:PORT`. It connects with the first call. */
export function connect(endpoint: string, options: NodeOptions = {}): Client {
  const url = checkEndpoint(endpoint, options);
  const { ca, cert, key } = options;
  if (url.protocol === "http:" && (ca ?? cert ?? key) !== undefined) {
    throw new TypeError("ca, cert and key are for https:// only");
  }
  const nodeOptions = {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
  };
  const sessions = new Http2SessionManager(
    url.origin,
    {
      pingIntervalMs: options.keepaliveMs ?? KEEPALIVE_MS,
      pingTimeoutMs: KEEPALIVE_ANSWER_MS,
      pingIdleConnection: true,
    },
    nodeOptions,
  );
  const transport = createGrpcTransport({
    baseUrl: url.origin,
    interceptors: [calls(options)],
    defaultTimeoutMs: options.deadlineMs ?? DEADLINE_MS,
    sessionManager: sessions,
  });
  return new Client(transport, () => sessions.abort());
}
