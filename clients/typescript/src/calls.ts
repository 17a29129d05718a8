/** How a call is made: with a token, a deadline and a request id, and again where that is safe. */

import { create, type DescMessage } from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { Code, type Interceptor, type UnaryRequest } from "@connectrpc/connect";
import { RollcallError } from "./errors.js";
import { serviceConfig } from "./gen/service_config.js";
import { DEADLINE_MS, type Options, type TokenProvider } from "./options.js";

const { retryPolicy, name: names } = serviceConfig.methodConfig[0];
const RETRYABLE = new Set<string>(names.map(({ service, method }) => `${service}/${method}`));
const FIRST_MS = 100;
const LONGEST_MS = 2000;

/** The wait after an attempt (from 1): anything up to the back-off, so that many do not come back at once. */
export function waitAfter(attempt: number): number {
  return Math.min(FIRST_MS * retryPolicy.backoffMultiplier ** (attempt - 1), LONGEST_MS) * (0.2 + 0.8 * Math.random());
}

/** Milliseconds after which to try again; undefined: not at all. */
export function again(method: string, error: RollcallError, attempt: number): number | undefined {
  if (!RETRYABLE.has(method) || attempt >= retryPolicy.maxAttempts) return undefined;
  if (error.code === Code.Unavailable) return waitAfter(attempt);
  // Only when the server says that it may be asked again, and when.
  return error.code === Code.ResourceExhausted ? error.retryAfter : undefined;
}

/** Gives every call what it needs. What it throws is wrapped by its caller, so errors are typed there: see `typed`. */
export function calls(options: Options): Interceptor {
  const { token } = options;
  const provider: TokenProvider | undefined = typeof token === "string" ? () => token : token;
  return (next) => async (request) => {
    let bearer = await provider?.();
    if (bearer !== undefined) request.header.set("authorization", `Bearer ${bearer}`);
    if (request.stream) return next(request);
    const until = Date.now() + (timeoutOf(request) ?? options.deadlineMs ?? DEADLINE_MS);
    const unary = withRequestId(request);
    const method = `${request.service.typeName}/${request.method.name}`;
    let refreshed = false;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await next(unary);
      } catch (caught) {
        const error = RollcallError.from(caught);
        if (error.reason === "TOKEN_EXPIRED" && !refreshed) {
          refreshed = true;
          const before = bearer;
          bearer = await provider?.();
          if (bearer !== undefined && bearer !== before) {
            request.header.set("authorization", `Bearer ${bearer}`);
            continue;
          }
        }
        const wait = again(method, error, attempt);
        if (wait === undefined || Date.now() + wait >= until || request.signal.aborted) throw error.cause;
        await new Promise((resolve) => setTimeout(resolve, wait));
      }
    }
  };
}

function timeoutOf(request: UnaryRequest): number | undefined {
  const header = request.header.get("grpc-timeout");
  const match = header === null ? null : /^(\d+)m$/.exec(header);
  return match === null ? undefined : Number(match[1]);
}

/** The request, with a new id where it may have one and has none, so that doing it again does it once (AIP-155). */
export function withRequestId<R extends UnaryRequest>(request: R): R {
  const schema: DescMessage = request.method.input;
  const field = schema.fields.find((one) => one.name === "request_id");
  if (field === undefined || field.fieldKind !== "scalar") return request;
  const message = reflect(schema, request.message);
  if (message.get(field) !== "") return request;
  const filled = reflect(schema, create(schema, request.message));
  filled.set(field, crypto.randomUUID());
  return { ...request, message: filled.message };
}
