/** The services, over a transport. */

import { type Client as ServiceClient, createClient, type Transport } from "@connectrpc/connect";
import { AccountService } from "./gen/rollcall/v1/account_pb.js";
import { AuditService } from "./gen/rollcall/v1/audit_pb.js";
import { DomainService } from "./gen/rollcall/v1/domain_pb.js";
import { GroupService } from "./gen/rollcall/v1/group_pb.js";
import { InvitationService } from "./gen/rollcall/v1/invitation_pb.js";
import { OrganizationService } from "./gen/rollcall/v1/organization_pb.js";
import { RegistrarService } from "./gen/rollcall/v1/registrar_pb.js";
import { RegistrationService } from "./gen/rollcall/v1/registration_pb.js";
import { RoleService } from "./gen/rollcall/v1/role_pb.js";
import { UserService } from "./gen/rollcall/v1/user_pb.js";
import type { Item } from "./follow.js";
import { Online, type Transition } from "./online.js";
import { typed } from "./typed.js";
import { watch, type WatchOptions } from "./watch.js";

/** A connection to Rollcall. */
export class Client {
  readonly accounts: ServiceClient<typeof AccountService>;
  readonly audit: ServiceClient<typeof AuditService>;
  readonly domains: ServiceClient<typeof DomainService>;
  readonly groups: ServiceClient<typeof GroupService>;
  readonly invitations: ServiceClient<typeof InvitationService>;
  readonly organizations: ServiceClient<typeof OrganizationService>;
  readonly registrar: ServiceClient<typeof RegistrarService>;
  readonly registrations: ServiceClient<typeof RegistrationService>;
  readonly roles: ServiceClient<typeof RoleService>;
  readonly users: ServiceClient<typeof UserService>;
  readonly #end: () => void;

  /** `end` closes what the transport has open. */
  constructor(transport: Transport, end: () => void = () => {}) {
    this.#end = end;
    this.accounts = typed(createClient(AccountService, transport));
    this.audit = typed(createClient(AuditService, transport));
    this.domains = typed(createClient(DomainService, transport));
    this.groups = typed(createClient(GroupService, transport));
    this.invitations = typed(createClient(InvitationService, transport));
    this.organizations = typed(createClient(OrganizationService, transport));
    this.registrar = typed(createClient(RegistrarService, transport));
    this.registrations = typed(createClient(RegistrationService, transport));
    this.roles = typed(createClient(RoleService, transport));
    this.users = typed(createClient(UserService, transport));
  }

  /**
   * Follows the registrations of `domains/{fqdn}`, `domains/-`, `accounts/{account}` or `domains/{fqdn}/users/{login}`.
   * Leaving the loop over it releases the server's stream.
   */
  watch(parent: string, options: WatchOptions = {}): AsyncGenerator<Item, void, undefined> {
    return watch(this.registrations, parent, options);
  }

  /** A view of who is online. `changed` is called with each user who comes or goes, at first with all who are there. */
  online(parent: string, changed?: (transition: Transition) => void): Online {
    const abort = new AbortController();
    return new Online(this.watch(parent, { signal: abort.signal }), abort, changed);
  }

  /** Ends the connection, and whatever is under way on it. */
  close(): void {
    this.#end();
  }
}

/**
 * The items of all pages of a List method:
 *
 *     const page = (pageToken: string) => client.users.listUsers({ parent, pageToken });
 *     for await (const user of pages(page, ({ users }) => users)) …
 */
export async function* pages<Answer extends { nextPageToken: string }, T>(
  list: (pageToken: string) => Promise<Answer>,
  items: (page: Answer) => readonly T[],
): AsyncGenerator<T, void, undefined> {
  let pageToken = "";
  do {
    const page = await list(pageToken);
    yield* items(page);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
}
