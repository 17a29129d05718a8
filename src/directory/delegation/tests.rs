use super::testing::Nobody;
use super::*;
use crate::model::DelegationMode;

fn to(account: &str, endpoint: &str) -> Arc<Delegated> {
    Arc::new(Delegated {
        account: AccountId::parse(account).unwrap(),
        endpoint: crate::model::ServiceUrl::parse(endpoint).unwrap(),
        timeout: Duration::from_secs(1),
        mode: DelegationMode::VerifyDigest,
        token: None,
    })
}

/// As many questions as are taken, of 1000.
fn taken(of: &Delegations, account: &str, endpoint: impl Fn(usize) -> String) -> Vec<Asking> {
    let domain = DomainVersion { id: 1, version: 1 };
    (0..1000).filter_map(|n| of.ask(domain, to(account, &endpoint(n))).ok()).collect()
}

#[test]
fn a_service_an_account_and_all_of_them_are_bounded() {
    let of = Delegations::new(Arc::new(Nobody), 1024, Metrics::new());
    // However its URL is spelled, it is one service.
    let spelled = ["https://a.test", "https://A.test:443", "HTTPS://a.test/", "https://a.test:0443"];
    let one = taken(&of, "acme", |n| spelled[n % spelled.len()].to_owned());
    assert_eq!(one.len(), IN_FLIGHT);
    let more = taken(&of, "acme", |n| format!("https://s{n}.test"));
    assert_eq!(one.len() + more.len(), 512);
    let others: Vec<Vec<Asking>> =
        (0..3).map(|n| taken(&of, &format!("other{n}"), |_| "https://a.test".to_owned())).collect();
    assert_eq!(others.iter().map(Vec::len).collect::<Vec<_>>(), [256, 256, 0]);
    drop(one);
    assert_eq!(taken(&of, "other2", |_| "https://a.test".to_owned()).len(), 256);
}

#[test]
fn who_gets_no_turn_in_line_is_counted() {
    let metrics = Metrics::new();
    let of = Delegations::new(Arc::new(Nobody), 4, metrics.clone());
    let asking = taken(&of, "acme", |_| "https://a.test".to_owned()).pop().unwrap();
    let told = |n: usize| {
        let line = format!(
            "rollcall_delegated_authentications_total{{method=\"VerifyDigest\",outcome=\"overloaded\"}} {n}\n"
        );
        metrics.encode().contains(&line)
    };
    assert!(told(998));
    assert_eq!(asking.given_up(), NoAnswer::Overloaded);
    assert!(told(999));
}
