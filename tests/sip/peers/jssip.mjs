// JsSIP as a peer of the tests. Arguments: USER PASSWORD DOMAIN URL; PEER_MODULES is where npm installed it. Commands
// on standard input: register, refresh, gruu, unregister, subscribe, quit. What came of them is told on standard output:
// `registered`, `gone`, `refused CODE` or `gruu URI`; and `told STATE STATE` of each NOTIFY, the document's and that of
// the registration.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.env.PEER_MODULES}/`);
// It is made for browsers.
globalThis.WebSocket = require("ws");
globalThis.window = globalThis;
globalThis.document = {};
const JsSIP = require("jssip");

const [user, password, domain, url] = process.argv.slice(2);
const ua = new JsSIP.UA({
  sockets: [new JsSIP.WebSocketInterface(url)],
  uri: `sip:${user}@${domain}`,
  contact_uri: `sip:${user}@jssip.invalid;transport=ws`,
  password,
  // It registers whenever it has connected.
  register: true,
  connection_recovery_min_interval: 1,
  connection_recovery_max_interval: 1,
});
ua.on("registered", () => console.log("registered"));
ua.on("unregistered", () => console.log("gone"));
ua.on("registrationFailed", ({ response, cause }) => console.log(`refused ${response?.status_code ?? cause}`));

function subscribe() {
  const subscriber = ua.subscribe(`sip:${user}@${domain}`, "reg", "application/reginfo+xml", { expires: 600 });
  subscriber.on("notify", (isFinal, request, body) => {
    const [document, registration] = body.matchAll(/ state="(\w+)"/g);
    console.log(`told ${document[1]} ${registration[1]}`);
  });
  subscriber.subscribe();
}

const commands = {
  register: () => ua.start(),
  refresh: () => ua.register(),
  gruu: () => console.log(`gruu ${ua.contact.pub_gruu}`),
  // After a lost connection: when it is registered again.
  unregister: () => (ua.isRegistered() ? ua.unregister() : ua.once("registered", () => ua.unregister())),
  subscribe,
  quit: () => process.exit(0),
};
createInterface({ input: process.stdin }).on("line", (line) => commands[line]()).on("close", commands.quit);
