/** Prints who is online, live, until it is interrupted. */

import { connect } from "../src/index.js";

const token = process.env["ROLLCALL_TOKEN"];
const client = connect(process.env["ROLLCALL_ENDPOINT"] ?? "http://127.0.0.1:50051", token ? { token } : {});
const online = client.online("domains/-", ({ user, online }) => console.log(online ? "+" : "-", user));
await online.waitLive();
process.once("SIGINT", () => {
  void online.close().then(() => client.close());
});
