/** A real server, ROLLCALL_BIN, in a directory of its own, with the demo's users. */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

const SCOPES = "users:write,registrations:write,registrar";

export class Server {
  readonly #directory = mkdtempSync(join(tmpdir(), "rollcall-page-"));
  #process: ChildProcess | undefined;

  private constructor(
    private readonly binary: string,
    readonly endpoint: string,
    private readonly flags: readonly string[],
  ) {}

  /** Its port stays when it is started again. */
  static async start(...flags: string[]): Promise<Server> {
    const binary = process.env["ROLLCALL_BIN"];
    if (binary === undefined) throw new Error("ROLLCALL_BIN must name the program `rollcall`");
    const server = new Server(binary, `http://127.0.0.1:${await freePort()}`, flags);
    await server.startAgain();
    return server;
  }

  /** Starts it over the same data. Resolves when it is ready. */
  async startAgain(): Promise<void> {
    const grpc = ["--grpc-listen", new URL(this.endpoint).host];
    const listen = [...grpc, "--sip-listen", "none", "--metrics-listen", "127.0.0.1:0"];
    const started = spawn(this.binary, ["serve", "--demo", "--data-dir", this.#directory, ...listen, ...this.flags], {
      stdio: ["ignore", "pipe", "ignore"],
    });
    // Rejects if there is no such program.
    await once(started, "spawn");
    this.#process = started;
    for await (const line of createInterface({ input: started.stdout })) {
      if (!line.startsWith("ready ")) continue;
      // What it says from now on is not read, and must not stop it.
      started.stdout.resume();
      return;
    }
    throw new Error(`${this.binary} has ended before it was ready`);
  }

  token(): string {
    const of = ["--data-dir", this.#directory, "--account", "demo"];
    return execFileSync(this.binary, ["token", ...of, "--scope", SCOPES, "--ttl", "1h"], { encoding: "utf8" }).trim();
  }

  /** kill -9. */
  async kill(): Promise<void> {
    if (this.#process === undefined) return;
    const gone = once(this.#process, "exit");
    this.#process.kill("SIGKILL");
    await gone;
    this.#process = undefined;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true });
  }
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") throw new Error("a TCP listener has a port");
  return address.port;
}
