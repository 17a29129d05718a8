/** Why a call failed. */

import { Code, ConnectError } from "@connectrpc/connect";
import { detailsOf, type FieldViolation } from "./details.js";

export type { FieldViolation };

/** What is wrong, told from the code and the reason. */
export type Kind =
  | "not_found"
  | "already_exists"
  | "invalid"
  | "aborted"
  | "permission_denied"
  | "unauthenticated"
  | "compacted"
  | "deadline_exceeded"
  | "unavailable"
  | "resource_exhausted"
  | "other";

const KINDS = new Map<Code, Kind>([
  [Code.NotFound, "not_found"],
  [Code.AlreadyExists, "already_exists"],
  [Code.InvalidArgument, "invalid"],
  [Code.Aborted, "aborted"],
  [Code.PermissionDenied, "permission_denied"],
  [Code.Unauthenticated, "unauthenticated"],
  [Code.DeadlineExceeded, "deadline_exceeded"],
  [Code.Unavailable, "unavailable"],
  [Code.ResourceExhausted, "resource_exhausted"],
]);

/** A call failed: `kind` says what is wrong. The raw error is its `cause`. */
export class RollcallError extends Error {
  override readonly name = "RollcallError";
  readonly kind: Kind;
  readonly code: Code;
  /** A value of `ErrorReason` without its prefix; empty if there is none. There may be newer ones. */
  readonly reason: string;
  /** What error_reason.proto lists for the reason. */
  readonly metadata: ReadonlyMap<string, string>;
  /** With `invalid`: all the fields that are wrong. */
  readonly violations: readonly FieldViolation[];
  /** Milliseconds after which the server wants to be asked again, if it says so. */
  readonly retryAfter: number | undefined;

  constructor(cause: ConnectError) {
    super(cause.rawMessage, { cause });
    const incoming = cause.details.filter((detail) => "value" in detail && detail.value instanceof Uint8Array);
    const details = detailsOf(incoming as { type: string; value: Uint8Array }[]);
    this.code = cause.code;
    this.reason = details.reason;
    this.metadata = details.metadata;
    this.violations = details.violations;
    this.retryAfter = details.retryAfter;
    const compacted = cause.code === Code.OutOfRange && details.reason === "REVISION_COMPACTED";
    this.kind = compacted ? "compacted" : (KINDS.get(cause.code) ?? "other");
  }

  /** With `already_exists`: the field at fault, if one is. */
  get field(): string | undefined {
    return this.metadata.get("field");
  }

  /** The resource that is not there, or that has what is taken, where it was told. */
  get resource(): string | undefined {
    return this.metadata.get("resource");
  }

  /** With `aborted`: the current etag, where the one that was sent did not match. */
  get etag(): string | undefined {
    return this.metadata.get("etag");
  }

  static from(error: unknown): RollcallError {
    return error instanceof RollcallError ? error : new RollcallError(toldApart(ConnectError.from(error)));
  }
}

/**
 * A connection that was lost, or that cannot be made, is UNAVAILABLE, as gRPC says; here it may be called something else.
 * It has a cause on this side, which a status that was sent has not; or it is CANCELLED without the details that the
 * server's has. What the caller aborted stays CANCELLED.
 */
function toldApart(error: ConnectError): ConnectError {
  const { cause, code } = error;
  const aborted = cause instanceof Error && cause.name === "AbortError";
  const lost =
    cause === undefined
      ? code === Code.Canceled && error.details.length === 0
      : !aborted && OF_A_LOST_CONNECTION.has(code);
  return lost ? new ConnectError(error.rawMessage, Code.Unavailable, undefined, undefined, cause) : error;
}

const OF_A_LOST_CONNECTION = new Set([Code.Unknown, Code.Aborted, Code.Canceled, Code.Internal]);

/** A token was to be sent in plaintext to another machine. See `insecurePlaintext`. */
export class PlaintextRefused extends Error {
  override readonly name = "PlaintextRefused";
}
