/**
 * The page, in a browser, against a real server on another origin: ROLLCALL_BIN names the program, CHROMIUM the browser
 * unless it is in its usual place.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { type Browser, chromium, type Page } from "playwright-core";
import { type Client, connect } from "../../../src/index.js";
import { Phone } from "./phone.js";
import { Server } from "./server.js";
import { servePage } from "./static.js";

let pages: Awaited<ReturnType<typeof servePage>>;
let server: Server;
let client: Client;
let browser: Browser;

before(async () => {
  pages = await servePage();
  server = await Server.start("--grpc-web-origin", pages.origin, "--bookmark-interval", "500ms");
  client = connect(server.endpoint, { token: server.token() });
  const executablePath = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
});

after(async () => {
  await browser?.close();
  client?.close();
  await server?.remove();
  pages?.server.close();
});

test("a page shows who comes and who goes, also over a kill of the server", { timeout: 120_000 }, async () => {
  const [alice, bob] = [new Phone(client, "alice"), new Phone(client, "bob")];
  const page = await open(server.token());
  await says(page, "Live");
  await shows(page, []);
  await page.getByText("Nobody is online.").waitFor();
  assert.equal(page.url().includes("token"), false, "the token is not left in the address");

  await alice.register();
  await shows(page, ["alice"]);
  await bob.register();
  await shows(page, ["alice", "bob"]);
  await page.getByRole("heading", { name: "2 users" }).waitFor();
  await screenshot(page, "online");
  await alice.unregister();
  await shows(page, ["bob"]);

  await server.kill();
  await says(page, "Connection lost, trying again…");
  await shows(page, ["bob"]);
  await server.startAgain();
  await says(page, "Live");
  await shows(page, ["bob"]);
  await alice.register();
  await bob.unregister();
  await shows(page, ["alice"]);
});

test("a page tells why it was refused, and by its form another token may be tried", { timeout: 60_000 }, async () => {
  const page = await open("nonsense");
  await page.getByRole("status").getByText("Ended: ").waitFor();
  await screenshot(page, "refused");
  await page.getByLabel("Token").fill(server.token());
  await page.getByRole("button", { name: "Connect" }).click();
  await says(page, "Live");
});

async function open(token: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 640, height: 480 } });
  page.on("pageerror", (error) => assert.fail(error));
  await page.goto(`${pages.origin}/index.html#${new URLSearchParams({ endpoint: server.endpoint, token })}`);
  return page;
}

async function says(page: Page, text: string): Promise<void> {
  await page.getByRole("status").getByText(text, { exact: true }).waitFor();
}

/** Waits until the list has these users, in this order. */
async function shows(page: Page, logins: string[]): Promise<void> {
  const has = (expected: string) =>
    Array.from(document.querySelectorAll("#users li strong"), (login) => login.textContent).join() === expected;
  await page.waitForFunction(has, logins.join());
}

/** Keeps a picture where SCREENSHOTS names a directory. */
async function screenshot(page: Page, name: string): Promise<void> {
  const directory = process.env["SCREENSHOTS"];
  if (directory !== undefined) await page.screenshot({ path: `${directory}/${name}.png` });
}
