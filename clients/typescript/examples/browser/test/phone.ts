/** A phone of a demo user, as an edge that has authenticated it tells of it. */

import { Transport } from "../../../src/gen/rollcall/v1/common_pb.js";
import type { Client } from "../../../src/index.js";

const HOST = "demo.rollcall.test";

export class Phone {
  #cseq = 0;

  constructor(
    private readonly client: Client,
    private readonly login: string,
  ) {}

  register(): Promise<void> {
    return this.#send(600);
  }

  unregister(): Promise<void> {
    return this.#send(0);
  }

  async #send(expires: number): Promise<void> {
    this.#cseq += 1;
    const { login } = this;
    const register = {
      requestUri: `sip:${HOST}`,
      toUri: `sip:${login}@${HOST}`,
      callId: `call-of-${login}`,
      cseq: this.#cseq,
      contacts: [{ uri: `sip:${login}@192.0.2.7:5060` }],
      expires,
    };
    const answer = await this.client.registrar.register({
      request: { case: "sip", value: register },
      source: { transport: Transport.UDP, sourceAddress: "192.0.2.7:5060", edge: "test" },
      trustedIdentity: { user: `domains/${HOST}/users/${login}` },
    });
    if (answer.statusCode !== 200) throw new Error(`${answer.statusCode} ${answer.reasonPhrase}`);
  }
}
