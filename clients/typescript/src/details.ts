/** The details of an error. */

import { fromBinary } from "@bufbuild/protobuf";
import { BadRequestSchema, ErrorInfoSchema, RetryInfoSchema } from "./gen/google/rpc/error_details_pb.js";
import { RefusedValuesSchema } from "./gen/rollcall/v1/error_reason_pb.js";

/** One field that is wrong. */
export interface FieldViolation {
  /** The path from the request, such as `user.number_leases[2]`. */
  readonly field: string;
  /** Why, for people. */
  readonly description: string;
  /** What was refused, unless it was empty or is a secret. */
  readonly value: string | undefined;
}

export interface Details {
  reason: string;
  metadata: ReadonlyMap<string, string>;
  violations: readonly FieldViolation[];
  /** In milliseconds. */
  retryAfter: number | undefined;
}

/** Reads what is known of the details; what is not, or is broken, is passed over. */
export function detailsOf(raw: Iterable<{ type: string; value: Uint8Array }>): Details {
  const found: Details = { reason: "", metadata: new Map(), violations: [], retryAfter: undefined };
  let violations: { field: string; description: string }[] = [];
  const values = new Map<string, string>();
  for (const { type, value } of raw) {
    try {
      if (type === ErrorInfoSchema.typeName) {
        const info = fromBinary(ErrorInfoSchema, value);
        found.reason = info.reason;
        found.metadata = new Map(Object.entries(info.metadata));
      } else if (type === BadRequestSchema.typeName) {
        violations = fromBinary(BadRequestSchema, value).fieldViolations;
      } else if (type === RetryInfoSchema.typeName) {
        const delay = fromBinary(RetryInfoSchema, value).retryDelay;
        found.retryAfter = delay && Number(delay.seconds) * 1000 + delay.nanos / 1e6;
      } else if (type === RefusedValuesSchema.typeName) {
        for (const one of fromBinary(RefusedValuesSchema, value).values) values.set(one.field, one.value);
      }
    } catch {
      // A proxy may have put anything there.
    }
  }
  found.violations = violations.map(({ field, description }) => ({ field, description, value: values.get(field) }));
  return found;
}
