/** What a client is made with. */

import { PlaintextRefused } from "./errors.js";

/** Gives the access token (a JWT, without `Bearer`) of each request and of each new stream. */
export type TokenProvider = () => string | Promise<string>;

export interface Options {
  /** A token, or what gives one and is asked every time. */
  token?: string | TokenProvider;
  /** Allows to send a token over `http://` to another machine, where everybody on the way can read it. */
  insecurePlaintext?: boolean;
  /** How long a unary call may take, attempts and waits included, in milliseconds; 30,000 by default. */
  deadlineMs?: number;
}

export const DEADLINE_MS = 30_000;

/** Checks the endpoint. It throws PlaintextRefused, or a TypeError that says what is wrong. */
export function checkEndpoint(endpoint: string, options: Options): URL {
  let url: URL;
  try {
    url = new URL(endpoint);
  } catch {
    throw new TypeError(`${endpoint} is not http://HOST:PORT or https://HOST:PORT`);
  }
  if ((url.protocol !== "http:" && url.protocol !== "https:") || url.pathname !== "/") {
    throw new TypeError(`${endpoint} is not http://HOST:PORT or https://HOST:PORT`);
  }
  const open = url.protocol === "http:" && !isLoopback(url.hostname);
  if (open && options.token !== undefined && options.insecurePlaintext !== true) {
    throw new PlaintextRefused(`${endpoint} is another machine and http://: a token is not sent there in plaintext`);
  }
  return url;
}

/** Whether a host of a URL is this machine. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(host);
}
