/** Creates a user, reads it, and tells who is online. */

import { connect, pages, RollcallError } from "../src/index.js";

const client = connect(process.env["ROLLCALL_ENDPOINT"] ?? "http://127.0.0.1:50051", {
  token: process.env["ROLLCALL_TOKEN"] ?? "",
});
const parent = "domains/typescript.example";

try {
  await client.domains.createDomain({ domainId: "typescript.example" });
} catch (error) {
  if (!(error instanceof RollcallError && error.kind === "already_exists")) throw error;
}

// A request id is filled in, so it is safe that the client tries again when the connection breaks.
const created = await client.users.createUser({
  parent,
  userId: "carol",
  user: { firstName: "Carol", email: "carol@typescript.example" },
});
console.log(created.user?.name, "registers with", created.generated?.registrationPassword);

try {
  await client.users.createUser({ parent, userId: "dave", user: { email: "nobody" } });
} catch (error) {
  if (!(error instanceof RollcallError)) throw error;
  for (const { field, description, value } of error.violations) console.log(`${field}: ${description}, not ${value}`);
}

const page = (pageToken: string) => client.users.listUsers({ parent, pageToken });
for await (const user of pages(page, ({ users }) => users)) {
  console.log(user.login);
}

const online = client.online("domains/-");
await online.waitLive();
console.log("online:", online.users());
await online.close();
client.close();
