/** A small static server for the page, on an origin of its own. */

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";

const FILES: Record<string, string> = { "/index.html": "text/html", "/main.js": "text/javascript" };

export async function servePage(): Promise<{ origin: string; server: Server }> {
  // What `npm run page` has made.
  const root = new URL("../../../page/", import.meta.url);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://page");
    const type = FILES[pathname];
    if (type === undefined) {
      response.writeHead(404).end();
      return;
    }
    readFile(new URL(`.${pathname}`, root)).then(
      (body) => response.writeHead(200, { "content-type": `${type}; charset=utf-8` }).end(body),
      (why) => response.writeHead(500).end(String(why)),
    );
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("a TCP listener has a port");
  return { origin: `http://127.0.0.1:${address.port}`, server };
}
