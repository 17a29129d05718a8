//! What one tenant has, as far as the walk touches it.

use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Collections of a domain that work alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Role,
    Organization,
    Group,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Role, Self::Organization, Self::Group];

    /// As in the name of its methods.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Role => "Role",
            Self::Organization => "Organization",
            Self::Group => "Group",
        }
    }

    pub(super) fn field(self) -> String {
        self.title().to_lowercase()
    }

    pub(super) fn collection(self) -> String {
        format!("{}s", self.field())
    }

    pub(super) fn name(self, fqdn: &str, id: &str) -> String {
        format!("domains/{fqdn}/{}/{id}", self.collection())
    }
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct User {
    pub(super) first_name: String,
    pub(super) extension: String,
    pub(super) email: String,
    pub(super) lease: String,
    pub(super) role: Option<String>,
    /// Of organizations and groups.
    pub(super) members: BTreeSet<(Kind, String)>,
    pub(super) disabled: bool,
    pub(super) online: bool,
    pub(super) deleted: bool,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Domain {
    pub(super) label: String,
    pub(super) disabled: bool,
    pub(super) deleted: bool,
    pub(super) users: BTreeMap<String, User>,
    /// Display names.
    pub(super) sets: BTreeMap<(Kind, String), String>,
    /// Whether they are revoked.
    pub(super) invitations: BTreeMap<String, bool>,
}

impl Domain {
    /// Users who are not deleted.
    pub(super) fn live(&self) -> usize {
        self.users.values().filter(|user| !user.deleted).count()
    }
}

pub(super) type Model = BTreeMap<String, Domain>;

impl User {
    fn ids(&self, fqdn: &str, kind: Kind) -> Vec<String> {
        let of_kind = self.members.iter().filter(|(of, _)| *of == kind);
        of_kind.map(|(kind, id)| kind.name(fqdn, id)).collect()
    }

    /// What is written of it; what is empty is left out.
    pub(super) fn written(&self, fqdn: &str) -> Value {
        let mut json = json!({
            "first_name": self.first_name,
            "extension_number": self.extension,
            "email": self.email,
            "number_leases": if self.lease.is_empty() { vec![] } else { vec![&self.lease] },
            "role": self.role.as_ref().map(|id| Kind::Role.name(fqdn, id)).unwrap_or_default(),
            "organizations": self.ids(fqdn, Kind::Organization),
            "groups": self.ids(fqdn, Kind::Group),
            "disabled": self.disabled,
        });
        let nothing = [json!(""), json!([]), json!(false)];
        json.as_object_mut().unwrap().retain(|_, value| !nothing.contains(value));
        json
    }
}

/// Why `user` could not be one of a domain: a refusal each.
pub(super) fn user_faults(model: &Model, fqdn: &str, login: &str, user: &User) -> BTreeSet<&'static str> {
    let mut faults = BTreeSet::new();
    let domain = &model[fqdn];
    let of_domain = domain.users.iter().filter(|(other, _)| *other != login).map(|(_, user)| user);
    let of_account = model.iter().flat_map(|(f, d)| d.users.iter().map(move |(l, user)| (f, l, user)));
    let of_account = of_account.filter(|(f, l, _)| *f != fqdn || *l != login).map(|(.., user)| user);
    let same = |a: &str, b: &str| !a.is_empty() && a == b;
    if of_domain.clone().any(|other| same(&other.extension, &user.extension))
        || of_account.clone().any(|other| same(&other.email, &user.email) || same(&other.lease, &user.lease))
    {
        faults.insert("RESOURCE_ALREADY_EXISTS");
    }
    let role = user.role.iter().map(|id| (Kind::Role, id.clone()));
    if role.chain(user.members.iter().cloned()).any(|set| !domain.sets.contains_key(&set)) {
        faults.insert("RESOURCE_NOT_FOUND");
    }
    faults
}

/// All that lists must show.
pub(super) fn dump(model: &Model) -> Value {
    let mut domains = Map::new();
    for (fqdn, domain) in model {
        let mut shown =
            json!({"label": domain.label, "disabled": domain.disabled, "deleted": domain.deleted});
        for kind in Kind::ALL {
            let sets = domain.sets.iter().filter(|((of, _), _)| *of == kind);
            let sets = sets.map(|((_, id), name)| (kind.name(fqdn, id), json!(name))).collect();
            shown[kind.collection()] = Value::Object(sets);
        }
        let user = |(login, user): (&String, &User)| {
            let mut shown = user.written(fqdn);
            shown["online"] = json!(user.online);
            shown["deleted"] = json!(user.deleted);
            (login.clone(), shown)
        };
        shown["users"] = Value::Object(domain.users.iter().map(user).collect());
        let members = domain.sets.keys().filter(|(kind, _)| *kind != Kind::Role).map(|set| {
            let of_set = domain.users.iter().filter(|(_, user)| !user.deleted && user.members.contains(set));
            let names: Vec<_> = of_set.map(|(login, _)| format!("domains/{fqdn}/users/{login}")).collect();
            (set.0.name(fqdn, &set.1), json!(names))
        });
        shown["members"] = Value::Object(members.collect());
        let state =
            |revoked: &bool| if *revoked { "INVITATION_STATE_REVOKED" } else { "INVITATION_STATE_PENDING" };
        let invitations = domain.invitations.iter().map(|(id, revoked)| (id.clone(), json!(state(revoked))));
        shown["invitations"] = Value::Object(invitations.collect());
        domains.insert(fqdn.clone(), shown);
    }
    Value::Object(domains)
}
