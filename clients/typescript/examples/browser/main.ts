/**
 * A page that lists who is online, live. Server, token and domain come from its form, or from the fragment of its address:
 * #endpoint=http://127.0.0.1:50051&token=…&parent=domains/example.com
 */

import { type Client, connect, type Item, Online, type Transition } from "../../src/web.js";

const form = element("connect", HTMLFormElement);
const state = element("state", HTMLElement);
const section = element("online", HTMLElement);
const count = element("count", HTMLElement);
const list = element("users", HTMLUListElement);
const nobody = element("nobody", HTMLElement);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  begin();
});

const fragment = new URLSearchParams(location.hash.slice(1));
for (const name of ["endpoint", "token", "parent"]) {
  const given = fragment.get(name);
  if (given !== null) field(name).value = given;
}
if (fragment.has("endpoint")) {
  // The token is not left in the address, which people copy.
  history.replaceState(null, "", location.pathname);
  begin();
}

/** Connects as the form says. */
function begin(): void {
  const token = field("token").value.trim();
  try {
    const client = connect(field("endpoint").value.trim(), token ? { token } : {});
    form.hidden = true;
    say("waiting", "Connecting…");
    follow(client, field("parent").value.trim());
  } catch (error) {
    ended(error);
  }
}

function follow(client: Client, parent: string): void {
  const abort = new AbortController();
  const items = told(client.watch(parent, { signal: abort.signal }));
  const online: Online = new Online(items, abort, (transition) => show(transition, online));
}

/** The items as they are; the page says with each how the connection stands. */
async function* told(items: AsyncIterable<Item>): AsyncGenerator<Item, void, undefined> {
  try {
    for await (const item of items) {
      const live = item.type !== "disconnected" && item.type !== "resync";
      list.classList.toggle("stale", !live);
      say(live ? "live" : "waiting", live ? "Live" : "Connection lost, trying again…");
      if (live) section.hidden = false;
      tally();
      yield item;
    }
  } catch (error) {
    ended(error);
    throw error;
  }
}

function ended(error: unknown): void {
  say("ended", `Ended: ${error instanceof Error ? error.message : String(error)}`);
  form.hidden = false;
  section.hidden = true;
  list.replaceChildren();
}

function show({ user, online: came }: Transition, online: Online): void {
  if (came) insert(row(user, online));
  else rows().find((item) => item.dataset["user"] === user)?.remove();
  tally();
}

/** One user: the login, the domain, and since when. */
function row(user: string, online: Online): HTMLLIElement {
  const item = document.createElement("li");
  item.dataset["user"] = user;
  const [, domain = "", , login = user] = user.split("/");
  const name = document.createElement("strong");
  name.textContent = decodeURIComponent(login);
  const at = document.createElement("span");
  const times = online.registrations(user).map(({ registerTime }) => Number(registerTime?.seconds ?? 0n) * 1000);
  const since = new Date(Math.min(...times)).toLocaleTimeString([], { timeStyle: "short" });
  at.textContent = `${domain}, since ${since}`;
  item.append(name, " ", at);
  return item;
}

/** Puts a row in its place by name. */
function insert(item: HTMLLIElement): void {
  const after = rows().find((other) => (other.dataset["user"] ?? "") > (item.dataset["user"] ?? ""));
  list.insertBefore(item, after ?? null);
}

function rows(): HTMLLIElement[] {
  return Array.from(list.querySelectorAll("li"));
}

function tally(): void {
  const { length } = rows();
  count.textContent = `${length} ${length === 1 ? "user" : "users"}`;
  nobody.hidden = length !== 0;
}

function say(how: "waiting" | "live" | "ended", text: string): void {
  state.dataset["state"] = how;
  // A status that is written again is read again.
  if (state.textContent !== text) state.textContent = text;
}

function field(name: string): HTMLInputElement {
  return form.elements.namedItem(name) as HTMLInputElement;
}

function element<T extends HTMLElement>(id: string, type: abstract new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) throw new Error(`the page has no ${id}`);
  return found;
}
