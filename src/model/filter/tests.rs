use super::*;
use proptest::prelude::{Strategy, any, prop, prop_oneof, proptest};

static FIELDS: &[Field] = &[
    Field::flag("disabled"),
    Field::time("create_time"),
    Field::text("last_name"),
    Field::folded("email"),
    Field::named("name", "domains/"),
    Field::one_of("presence.state", "PRESENCE_STATE_", &["ONLINE", "OFFLINE"]),
    Field::reference("role", "roles"),
    Field::set("groups", "groups"),
    Field::elements("permissions"),
    Field::labels("labels"),
];

fn parse(text: &str) -> Filter {
    Filter::parse(FIELDS, text).unwrap_or_else(|why| panic!("{text}: {why}")).unwrap()
}

fn refused(text: &str) -> String {
    Filter::parse(FIELDS, text).expect_err(text).0
}

fn term(field: &'static str, test: Test) -> Filter {
    Filter::Term(Term { field, test })
}

fn text(field: &'static str, value: &str) -> Filter {
    term(field, Test::Text(Pattern::Equal(value.to_owned())))
}

fn not(filter: Filter) -> Filter {
    Filter::Not(Box::new(filter))
}

#[test]
fn values_have_the_type_of_their_field() {
    let prefix = |text: &str| Pattern::Prefix(text.to_owned());
    let role = ChildName::parse("roles", "domains/a.test/roles/boss").unwrap();
    let group = ChildName::parse("groups", "domains/a.test/groups/g").unwrap();
    let label = |key: &str, pattern| term("labels", Test::Label(key.to_owned(), pattern));
    let noon = Time::parse_rfc3339("2026-11-24T12:00:00Z").unwrap();
    for (filter, expected) in [
        ("disabled = true", term("disabled", Test::Is(true))),
        ("disabled != true", term("disabled", Test::Is(false))),
        (
            "create_time >= 2026-11-24T12:00:00Z",
            term("create_time", Test::Time(Comparison::GreaterOrEqual, noon)),
        ),
        (
            "create_time<\"2026-11-24T13:00:00+01:00\"",
            term("create_time", Test::Time(Comparison::Less, noon)),
        ),
        (
            "create_time != 2026-11-24T12:00:00Z",
            not(term("create_time", Test::Time(Comparison::Equal, noon))),
        ),
        ("last_name = Smith", text("last_name", "Smith")),
        ("last_name:'Smith'", text("last_name", "Smith")),
        ("last_name = \"\"", text("last_name", "")),
        (r#"last_name = "O\"N\\e\*l\'""#, text("last_name", r#"O"N\e*l'"#)),
        ("last_name = \"Sm*\"", term("last_name", Test::Text(prefix("Sm")))),
        ("last_name = Sm*", term("last_name", Test::Text(prefix("Sm")))),
        ("last_name:*", not(text("last_name", ""))),
        ("last_name != x", not(text("last_name", "x"))),
        ("email = A@B.Test", text("email", "a@b.test")),
        ("name = \"domains/a*\"", term("name", Test::Text(prefix("a")))),
        ("name = \"dom*\"", term("name", Test::Text(prefix("")))),
        ("presence.state = ONLINE", term("presence.state", Test::Enum("ONLINE"))),
        ("presence.state = PRESENCE_STATE_OFFLINE", term("presence.state", Test::Enum("OFFLINE"))),
        ("role = domains/a.test/roles/boss", term("role", Test::Refers(role))),
        ("role = \"\"", not(term("role", Test::Present))),
        ("role:*", term("role", Test::Present)),
        ("groups:\"domains/a.test/groups/g\"", term("groups", Test::Has(group))),
        ("groups:*", term("groups", Test::Present)),
        ("permissions:\"calls.*\"", term("permissions", Test::Element("calls.*".to_owned()))),
        ("permissions:\"*\"", term("permissions", Test::Element("*".to_owned()))),
        ("permissions:*", term("permissions", Test::Present)),
        ("labels.cost-centre = 7", label("cost-centre", Pattern::Equal("7".to_owned()))),
        ("labels.\"tier\" = g*", label("tier", prefix("g"))),
        ("labels.tier:*", label("tier", prefix(""))),
        ("labels:tier", label("tier", prefix(""))),
        ("labels.tier != x", not(label("tier", Pattern::Equal("x".to_owned())))),
    ] {
        assert_eq!(parse(filter), expected, "{filter}");
    }
    assert_eq!(Filter::parse(FIELDS, " \t"), Ok(None));
}

#[test]
fn or_binds_closer_than_and() {
    let [a, b, c] = ["a", "b", "c"].map(|value| text("last_name", value));
    let and_or = Filter::And(vec![a.clone(), Filter::Or(vec![b.clone(), c.clone()])]);
    for filter in [
        "last_name=a AND last_name=b OR last_name=c",
        "last_name=a last_name=b OR last_name=c",
        "last_name = a AND (last_name = b OR last_name = c)",
        "(last_name=a)AND(last_name=b OR(last_name=c))",
    ] {
        assert_eq!(parse(filter), and_or, "{filter}");
    }
    let within = "(last_name=a AND last_name=b) OR last_name=c";
    assert_eq!(parse(within), Filter::Or(vec![Filter::And(vec![a.clone(), b.clone()]), c.clone()]));
    let negated = Filter::And(vec![not(a), not(Filter::Or(vec![b, c]))]);
    for filter in
        ["-last_name=a NOT (last_name=b OR last_name=c)", "NOT last_name=a AND -(last_name=b OR last_name=c)"]
    {
        assert_eq!(parse(filter), negated, "{filter}");
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place() {
    for (filter, at, why) in [
        ("nonsense = 1", 1, "there is no field \"nonsense\""),
        ("disabled = true AND labels = 1", 30, "labels: a key is needed"),
        ("disabled", 9, "one of = != < <= > >= : is needed"),
        ("disabled = ", 12, "a value is missing"),
        ("disabled = yes", 12, "disabled: is true or false"),
        ("disabled > true", 12, "disabled: is compared with = and !="),
        ("last_name < a", 13, "last_name: is compared with = and !="),
        ("last_name = \"a*b\"", 15, "a '*' stands at the end"),
        ("last_name = *a", 13, "a '*' stands at the end"),
        ("last_name = \"abc", 13, "the quote is not closed"),
        ("last_name = \"a\\n\"", 16, "a backslash stands before"),
        ("last_name = \"a\"b", 16, "a space is needed behind a quote"),
        ("last_name = a(b)", 14, "needs quotes"),
        ("create_time > yesterday", 15, "create_time: is an RFC 3339 time"),
        ("create_time:*", 13, "create_time: is a time, without '*'"),
        ("presence.state = AWAY", 18, "presence.state: is one of ONLINE, OFFLINE"),
        ("role = boss", 8, "role: the name is domains/{fqdn}/roles/{id}"),
        ("groups = \"domains/a/groups/g\"", 10, "with ':', not with ="),
        ("name = \"a*\"", 8, "name: begins with domains/"),
        ("(disabled = true", 17, "a ')' is missing"),
        ("disabled = true)", 16, "a ')' without its '('"),
        ("AND disabled = true", 1, "AND stands between two"),
        ("disabled = true OR", 19, "a field is missing"),
        ("disabled = true AND AND disabled = true", 21, "AND stands between two"),
        ("NOT", 4, "a field is missing"),
        ("last_name = \"\0\"", 14, "no control characters"),
    ] {
        let told = refused(filter);
        assert!(told.starts_with(&format!("at character {at}: ")) && told.contains(why), "{filter}: {told}");
    }
}

#[test]
fn there_are_limits() {
    assert!(refused(&format!("last_name = {}", "a".repeat(MAX_LENGTH))).contains("at most 2048 characters"));
    let nested = |depth: usize| format!("{}disabled=true{}", "(".repeat(depth), ")".repeat(depth));
    parse(&nested(MAX_DEPTH));
    assert!(refused(&nested(MAX_DEPTH + 1)).contains("at most 16 parentheses"));
    let many = |terms: usize| vec!["disabled=true"; terms].join(" ");
    parse(&many(MAX_TERMS));
    assert!(refused(&many(MAX_TERMS + 1)).contains("at most 64 restrictions"));
}

#[test]
fn it_holds_or_it_does_not() {
    let of = |name: &'static str| {
        move |term: &Term| match &term.test {
            Test::Text(pattern) => pattern.matches(name),
            _ => false,
        }
    };
    let filter = parse("last_name = Sm* AND NOT (last_name = Smith OR last_name = Smiley)");
    assert!(filter.holds(&of("Smythe")) && !filter.holds(&of("Smith")) && !filter.holds(&of("Jones")));
    assert_eq!(filter.terms().len(), 3);
    assert!(Comparison::Less.holds(Ordering::Less) && !Comparison::Less.holds(Ordering::Equal));
}

const WORDS: &[&str] = &[
    "disabled",
    "labels",
    ".",
    "k",
    "last_name",
    "create_time",
    "role",
    "groups",
    "=",
    "!=",
    "<=",
    ":",
    "*",
    "(",
    ")",
    "-",
    " ",
    " ",
    "AND",
    "OR",
    "NOT",
    "\"",
    "'",
    "\\",
    "true",
    "2026-11-24T12:00:00Z",
    "é",
    "\u{10FFFF}",
    "\0",
    "domains/a.test/groups/g",
];

/// Pieces of filters, in any order, right and wrong.
fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..40).prop_map(|words| words.concat())
}

proptest! {
    #[test]
    fn nothing_panics(text in prop_oneof![pieces(), any::<String>()]) {
        if let Ok(Some(filter)) = Filter::parse(FIELDS, &text) {
            // What passes has its limits.
            assert!((1..=MAX_TERMS).contains(&filter.terms().len()));
        }
    }
}
