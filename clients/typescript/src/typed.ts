/** A service whose errors are typed. */

import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";
import { RollcallError } from "./errors.js";

type Method = (...args: unknown[]) => Promise<unknown> | AsyncIterable<unknown>;

/** The same client, which fails with RollcallError. */
export function typed<S extends DescService>(client: Client<S>): Client<S> {
  return new Proxy(client, {
    get(of, name): unknown {
      const method = Reflect.get(of, name) as Method | undefined;
      if (typeof method !== "function") return method;
      return (...args: unknown[]) => {
        const answer = method.apply(of, args);
        return Symbol.asyncIterator in answer ? stream(answer) : answer.catch(fail);
      };
    },
  });
}

async function* stream<T>(answers: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* answers;
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  throw RollcallError.from(error);
}
