// SIP.js as a peer of the tests. Arguments: USER PASSWORD DOMAIN URL; PEER_MODULES is where npm installed it. Commands
// on standard input: register, unregister, subscribe, quit. What came of them is told on standard output: `registered`,
// `gone` or `refused CODE`; and `told STATE STATE` of each NOTIFY, the document's and that of the registration.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.env.PEER_MODULES}/`);
// It is made for browsers.
globalThis.WebSocket = require("ws");
globalThis.window = globalThis;
const { Registerer, Subscriber, UserAgent } = await import(require.resolve("sip.js"));

const [user, password, domain, url] = process.argv.slice(2);
const ua = new UserAgent({
  uri: UserAgent.makeURI(`sip:${user}@${domain}`),
  contactName: user,
  authorizationUsername: user,
  authorizationPassword: password,
  transportOptions: { server: url },
  reconnectionAttempts: 60,
  reconnectionDelay: 1,
  logLevel: "error",
  // It reconnects by itself, but does not register by itself.
  delegate: { onConnect: register },
});
const registerer = new Registerer(ua, { refreshFrequency: 75 });
registerer.stateChange.addListener((state) => console.log(state === "Registered" ? "registered" : "gone"));

function register() {
  const onReject = ({ message }) => console.log(`refused ${message.statusCode}`);
  // Rejected while a REGISTER is under way, whose answer is as good.
  registerer.register({ requestDelegate: { onReject } }).catch((error) => console.error(error.message));
}

function unregister() {
  // Rejected while a REGISTER is under way: once it is answered.
  registerer.unregister().catch(() => setTimeout(unregister, 20));
}

function subscribe() {
  const target = UserAgent.makeURI(`sip:${user}@${domain}`);
  const subscriber = new Subscriber(ua, target, "reg", { extraHeaders: ["Accept: application/reginfo+xml"] });
  subscriber.delegate = {
    onNotify(notification) {
      const [document, registration] = notification.request.body.matchAll(/ state="(\w+)"/g);
      console.log(`told ${document[1]} ${registration[1]}`);
      notification.accept();
    },
  };
  subscriber.subscribe().catch((error) => console.error(error.message));
}

const commands = {
  register: () => ua.start(),
  unregister,
  subscribe,
  quit: () => process.exit(0),
};
createInterface({ input: process.stdin }).on("line", (line) => commands[line]()).on("close", commands.quit);
