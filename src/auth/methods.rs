//! The table of methods: what a token must hold to call each. A method that is not here is denied.

use super::scopes::Scope;
use std::{collections::HashMap, sync::LazyLock};

/// What a method asks of its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Requirement {
    /// A valid token with this scope.
    Scope(Scope),
    /// Nothing: no token is needed, and one that is sent is not looked at.
    Open,
}

use Requirement::Open;

const fn needs(scope: Scope) -> Requirement {
    Requirement::Scope(scope)
}

const ADMIN: Requirement = needs(Scope::Admin);
const AUDIT_READ: Requirement = needs(Scope::AuditRead);
const DOMAINS_READ: Requirement = needs(Scope::DomainsRead);
const DOMAINS_WRITE: Requirement = needs(Scope::DomainsWrite);
const REGISTRAR: Requirement = needs(Scope::Registrar);
const REGISTRATIONS_READ: Requirement = needs(Scope::RegistrationsRead);
const REGISTRATIONS_WRITE: Requirement = needs(Scope::RegistrationsWrite);
const USERS_READ: Requirement = needs(Scope::UsersRead);
const USERS_WRITE: Requirement = needs(Scope::UsersWrite);

/// Every method of this server by its path, and what it needs; the `Scope:` line of its comment in
/// proto/rollcall/v1 says the same. `DelegatedAuthenticationService` is not ours to serve, so it is not here.
#[rustfmt::skip]
pub const METHODS: &[(&str, Requirement)] = &[
    ("/rollcall.v1.AccountService/CreateAccount", ADMIN),
    ("/rollcall.v1.AccountService/GetAccount", ADMIN),
    ("/rollcall.v1.AccountService/ListAccounts", ADMIN),
    ("/rollcall.v1.AccountService/UpdateAccount", ADMIN),
    ("/rollcall.v1.AccountService/DeleteAccount", ADMIN),
    ("/rollcall.v1.AuditService/ListAuditEntries", AUDIT_READ),
    ("/rollcall.v1.DomainService/CreateDomain", DOMAINS_WRITE),
    ("/rollcall.v1.DomainService/GetDomain", DOMAINS_READ),
    ("/rollcall.v1.DomainService/ListDomains", DOMAINS_READ),
    ("/rollcall.v1.DomainService/UpdateDomain", DOMAINS_WRITE),
    ("/rollcall.v1.DomainService/DeleteDomain", DOMAINS_WRITE),
    ("/rollcall.v1.DomainService/UndeleteDomain", DOMAINS_WRITE),
    ("/rollcall.v1.GroupService/CreateGroup", USERS_WRITE),
    ("/rollcall.v1.GroupService/GetGroup", USERS_READ),
    ("/rollcall.v1.GroupService/ListGroups", USERS_READ),
    ("/rollcall.v1.GroupService/UpdateGroup", USERS_WRITE),
    ("/rollcall.v1.GroupService/DeleteGroup", USERS_WRITE),
    ("/rollcall.v1.GroupService/AddGroupMember", USERS_WRITE),
    ("/rollcall.v1.GroupService/RemoveGroupMember", USERS_WRITE),
    ("/rollcall.v1.GroupService/ListGroupMembers", USERS_READ),
    ("/rollcall.v1.GroupService/ListUserGroups", USERS_READ),
    ("/rollcall.v1.InvitationService/CreateInvitation", USERS_WRITE),
    ("/rollcall.v1.InvitationService/GetInvitation", USERS_READ),
    ("/rollcall.v1.InvitationService/ListInvitations", USERS_READ),
    ("/rollcall.v1.InvitationService/RevokeInvitation", USERS_WRITE),
    ("/rollcall.v1.InvitationService/AcceptInvitation", Open),
    ("/rollcall.v1.OrganizationService/CreateOrganization", USERS_WRITE),
    ("/rollcall.v1.OrganizationService/GetOrganization", USERS_READ),
    ("/rollcall.v1.OrganizationService/ListOrganizations", USERS_READ),
    ("/rollcall.v1.OrganizationService/UpdateOrganization", USERS_WRITE),
    ("/rollcall.v1.OrganizationService/DeleteOrganization", USERS_WRITE),
    ("/rollcall.v1.OrganizationService/AddOrganizationMember", USERS_WRITE),
    ("/rollcall.v1.OrganizationService/RemoveOrganizationMember", USERS_WRITE),
    ("/rollcall.v1.OrganizationService/ListOrganizationMembers", USERS_READ),
    ("/rollcall.v1.OrganizationService/ListUserOrganizations", USERS_READ),
    ("/rollcall.v1.RegistrarService/Register", REGISTRAR),
    ("/rollcall.v1.RegistrarService/ReportFlowFailure", REGISTRAR),
    ("/rollcall.v1.RegistrarService/LookupTargets", REGISTRAR),
    ("/rollcall.v1.RegistrationService/ListRegistrations", REGISTRATIONS_READ),
    ("/rollcall.v1.RegistrationService/GetRegistration", REGISTRATIONS_READ),
    ("/rollcall.v1.RegistrationService/BatchGetUserStatuses", REGISTRATIONS_READ),
    ("/rollcall.v1.RegistrationService/WatchRegistrations", REGISTRATIONS_READ),
    ("/rollcall.v1.RegistrationService/DeleteRegistration", REGISTRATIONS_WRITE),
    ("/rollcall.v1.RegistrationService/DeregisterUser", REGISTRATIONS_WRITE),
    ("/rollcall.v1.RoleService/CreateRole", DOMAINS_WRITE),
    ("/rollcall.v1.RoleService/GetRole", DOMAINS_READ),
    ("/rollcall.v1.RoleService/ListRoles", DOMAINS_READ),
    ("/rollcall.v1.RoleService/UpdateRole", DOMAINS_WRITE),
    ("/rollcall.v1.RoleService/DeleteRole", DOMAINS_WRITE),
    ("/rollcall.v1.RoleService/CheckPermission", USERS_READ),
    ("/rollcall.v1.UserService/CreateUser", USERS_WRITE),
    ("/rollcall.v1.UserService/GetUser", USERS_READ),
    ("/rollcall.v1.UserService/BatchGetUsers", USERS_READ),
    ("/rollcall.v1.UserService/ListUsers", USERS_READ),
    ("/rollcall.v1.UserService/UpdateUser", USERS_WRITE),
    ("/rollcall.v1.UserService/DeleteUser", USERS_WRITE),
    ("/rollcall.v1.UserService/UndeleteUser", USERS_WRITE),
    ("/rollcall.v1.UserService/ResetRegistrationCredentials", USERS_WRITE),
    ("/rollcall.v1.UserService/VerifyUserPassword", USERS_READ),
    ("/rollcall.v1.UserService/TestRegistration", REGISTRATIONS_WRITE),
    ("/rollcall.v1.UserService/ImportUsers", USERS_WRITE),
    ("/rollcall.v1.UserService/ExportUsers", USERS_READ),
    ("/grpc.health.v1.Health/Check", Open),
    ("/grpc.health.v1.Health/List", Open),
    ("/grpc.health.v1.Health/Watch", Open),
    ("/grpc.reflection.v1.ServerReflection/ServerReflectionInfo", Open),
    ("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo", Open),
];

static BY_PATH: LazyLock<HashMap<&'static str, (&'static str, Requirement)>> =
    LazyLock::new(|| METHODS.iter().map(|&(path, requirement)| (path, (path, requirement))).collect());

/// What the method with this path (`/rollcall.v1.UserService/GetUser`) needs; `None` for an unknown one, which
/// nobody may call.
pub fn requirement(path: &str) -> Option<Requirement> {
    BY_PATH.get(path).map(|&(_, requirement)| requirement)
}

/// The path of a method of this server as a static text, for labels that must not grow without bound.
pub fn known_method(path: &str) -> Option<&'static str> {
    BY_PATH.get(path).map(|&(path, _)| path)
}
