//! Random sequences of requests, beside a model that keeps plain tuples in a list.

use super::*;
use proptest::prelude::*;

/// What the model knows of a binding.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    uri: u8,
    flow: Option<(u8, u32)>,
    /// The instance, with or without a flow.
    instance: Option<u8>,
    call: u8,
    cseq: u32,
    phone: bool,
    refreshed: i64,
    expires: i64,
    /// The order of arrival.
    id: usize,
}

#[derive(Debug, Clone)]
struct Wish {
    uri: u8,
    instance: Option<u8>,
    reg_id: Option<u32>,
    expires: Option<u32>,
}

#[derive(Debug, Clone)]
enum What {
    Fetch,
    Star,
    Each(Vec<Wish>),
}

#[derive(Debug, Clone)]
struct Sent {
    after: u32,
    call: u8,
    cseq: u32,
    header: Option<u32>,
    phone: bool,
    what: What,
}

#[derive(Debug, Clone)]
struct Rules {
    limit: Option<u32>,
    evict: bool,
    softphones: bool,
}

#[derive(Debug, PartialEq)]
enum Refused {
    Brief,
    Order,
    Many,
}

#[derive(Default, Clone)]
struct Model {
    rows: Vec<Row>,
    made: usize,
}

impl Model {
    fn take(&mut self, sent: &Sent, rules: &Rules, now: i64) -> Result<(), Refused> {
        let mut next = self.clone();
        match &sent.what {
            What::Fetch => {}
            What::Star => {
                let same = |r: &Row| r.call == sent.call;
                if next.rows.iter().any(|r| same(r) && sent.cseq < r.cseq) {
                    return Err(Refused::Order);
                }
                next.rows.retain(|r| same(r) && sent.cseq == r.cseq);
            }
            What::Each(wishes) => {
                for wish in wishes {
                    next.one(sent, wish, rules, now)?;
                }
            }
        }
        *self = next;
        Ok(())
    }

    fn one(&mut self, sent: &Sent, wish: &Wish, rules: &Rules, now: i64) -> Result<(), Refused> {
        let flow = wish.instance.zip(wish.reg_id);
        let found: Vec<Row> = match flow {
            Some(_) => self.rows.iter().filter(|r| r.flow == flow).cloned().collect(),
            None => {
                let same = |r: &&Row| equal(r.uri, wish.uri);
                let flows = self.rows.iter().filter(same).find(|r| r.flow.is_some());
                let mut plain: Vec<&Row> =
                    self.rows.iter().filter(same).filter(|r| r.flow.is_none()).collect();
                plain.sort_by_key(|r| r.uri != wish.uri);
                if plain.is_empty() {
                    flows.into_iter().cloned().collect()
                } else {
                    plain.into_iter().cloned().collect()
                }
            }
        };
        let of_call: Vec<&Row> = found.iter().filter(|r| r.call == sent.call).collect();
        if of_call.iter().any(|r| sent.cseq < r.cseq) {
            return Err(Refused::Order);
        }
        let done = of_call.iter().any(|r| sent.cseq == r.cseq);
        let meant: Vec<usize> =
            found.iter().filter(|r| r.call != sent.call || r.cseq != sent.cseq).map(|r| r.id).collect();
        let seconds = wish.expires.or(sent.header).unwrap_or(3600);
        if seconds == 0 || done {
            self.rows.retain(|r| !meant.contains(&r.id));
            return Ok(());
        }
        if seconds < 60 {
            return Err(Refused::Brief);
        }
        let mut row = Row {
            uri: wish.uri,
            flow,
            instance: wish.instance,
            call: sent.call,
            cseq: sent.cseq,
            phone: sent.phone,
            refreshed: now,
            expires: now + i64::from(seconds.min(7200)) * 1_000_000,
            id: self.made,
        };
        if let Some((first, others)) = meant.split_first() {
            row.id = *first;
            self.rows.retain(|r| !others.contains(&r.id));
            let at = self.rows.iter().position(|r| r.id == *first).unwrap();
            self.rows[at] = row;
            return Ok(());
        }
        if sent.phone || rules.softphones {
            self.room(wish.instance, rules)?;
        }
        self.made += 1;
        self.rows.push(row);
        Ok(())
    }

    /// Devices by name: an instance, or a binding without one.
    fn room(&mut self, instance: Option<u8>, rules: &Rules) -> Result<(), Refused> {
        let Some(limit) = rules.limit else { return Ok(()) };
        let counts = |r: &Row| r.phone || rules.softphones;
        let name = |r: &Row| r.instance.map_or((1, r.id), |i| (0, usize::from(i)));
        loop {
            let mut devices: Vec<(usize, usize)> = self.rows.iter().filter(|r| counts(r)).map(name).collect();
            devices.sort_unstable();
            devices.dedup();
            let held = |device: &(usize, usize)| {
                self.rows.iter().filter(|r| counts(r) && name(r) == *device).count()
            };
            let own = instance.map_or(0, |i| held(&(0, usize::from(i))));
            let there: usize = devices.iter().map(|device| held(device).div_ceil(8)).sum();
            if !own.is_multiple_of(8) || there < limit as usize {
                return Ok(());
            }
            let age = |device: &(usize, usize)| {
                let of = self.rows.iter().filter(|r| counts(r) && name(r) == *device);
                let (mut last, mut first) = (i64::MIN, usize::MAX);
                for row in of {
                    (last, first) = (last.max(row.refreshed), first.min(row.id));
                }
                (last, first)
            };
            match devices.iter().copied().min_by_key(age).filter(|_| rules.evict) {
                Some(oldest) => self.rows.retain(|r| !counts(r) || name(r) != oldest),
                None => return Err(Refused::Many),
            }
        }
    }
}

/// Three spellings of each address: the first equals both others, which differ.
const VARIANTS: [&str; 3] = ["", ";x=1", ";x=2"];

fn uri(n: u8) -> String {
    format!("sip:{}@h{}", n / 3, VARIANTS[usize::from(n % 3)])
}

fn number(uri: &str) -> u8 {
    (0..=u8::MAX).find(|n| self::uri(*n) == uri).unwrap()
}

fn equal(a: u8, b: u8) -> bool {
    a / 3 == b / 3 && (a % 3 == b % 3 || a.is_multiple_of(3) || b.is_multiple_of(3))
}

fn register(sent: &Sent) -> Register {
    let contacts = match &sent.what {
        What::Fetch => Contacts::Fetch,
        What::Star => Contacts::RemoveAll,
        What::Each(wishes) => Contacts::Each(
            wishes
                .iter()
                .map(|w| ContactRequest {
                    expires: w.expires,
                    instance_id: w.instance.map(|i| i.to_string()),
                    // The edge reads it only beside an instance.
                    reg_id: w.reg_id.filter(|_| w.instance.is_some()),
                    ..contact(&uri(w.uri))
                })
                .collect(),
        ),
    };
    let mut register = request(&sent.call.to_string(), sent.cseq, contacts);
    register.expires = sent.header;
    if sent.phone { register } else { softphone(register) }
}

/// A binding as the model would hold it; ids are told by the order of arrival.
fn row(b: &Registration, ids: &mut Vec<Uuid>) -> Row {
    if !ids.contains(&b.uid) {
        ids.push(b.uid);
    }
    let instance: Option<u8> = b.instance_id.as_ref().map(|i| i.parse().unwrap());
    Row {
        uri: number(b.contact.as_str()),
        flow: instance.zip(b.reg_id),
        instance,
        call: b.call_id.parse().unwrap(),
        cseq: b.cseq,
        phone: b.client_class == ClientClass::Phone,
        refreshed: b.refresh_time.0,
        expires: b.expire_time.0,
        id: ids.iter().position(|uid| *uid == b.uid).unwrap(),
    }
}

fn expires() -> impl Strategy<Value = Option<u32>> {
    prop_oneof![
        4 => Just(None), 2 => Just(Some(0)), 1 => Just(Some(59)), 3 => Just(Some(60)),
        3 => Just(Some(3600)), 1 => Just(Some(u32::MAX)),
    ]
}

fn wish() -> impl Strategy<Value = Wish> {
    let instance = prop::option::weighted(0.4, 0u8..2);
    let reg_id = prop::option::weighted(0.7, 1u32..3);
    (0u8..9, instance, reg_id, expires()).prop_map(|(uri, instance, reg_id, expires)| Wish {
        uri,
        instance,
        reg_id,
        expires,
    })
}

fn sent() -> impl Strategy<Value = Sent> {
    let what = prop_oneof![
        1 => Just(What::Fetch), 1 => Just(What::Star),
        12 => prop::collection::vec(wish(), 1..4).prop_map(What::Each),
    ];
    (0u32..100, 0u8..3, 0u32..8, expires(), prop::bool::weighted(0.8), what)
        .prop_map(|(after, call, cseq, header, phone, what)| Sent { after, call, cseq, header, phone, what })
}

fn rules() -> impl Strategy<Value = Rules> {
    (prop::option::weighted(0.7, 0u32..4), any::<bool>(), any::<bool>())
        .prop_map(|(limit, evict, softphones)| Rules { limit, evict, softphones })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn decides_as_the_model_does(rules in rules(), requests in prop::collection::vec(sent(), 1..40)) {
        let mut aor = Aor::new();
        aor.policy.max_registrations = rules.limit;
        aor.policy.count_softphones = rules.softphones;
        if rules.evict {
            aor.policy.limit_policy = LimitPolicy::EvictOldest;
        }
        let (mut model, mut ids) = (Model::default(), Vec::new());
        for sent in &requests {
            aor.later(sent.after);
            let before = aor.bindings.clone();
            let expected = model.take(sent, &rules, aor.now.0);
            // `take` folds the steps, and panics when one is not of a binding that is there.
            let got = aor.take(register(sent));
            match (&expected, &got) {
                (Ok(()), Ok(steps)) => {
                    for step in steps.iter().filter(|s| s.kind == ChangeKind::Created) {
                        row(&step.registration, &mut ids);
                    }
                }
                (Err(Refused::Brief), Err(RegisterError::IntervalTooBrief { .. }))
                | (Err(Refused::Order), Err(RegisterError::OutOfOrder))
                | (Err(Refused::Many), Err(RegisterError::TooManyRegistrations { .. })) => {
                    prop_assert_eq!(&aor.bindings, &before, "an error changes nothing");
                }
                _ => prop_assert!(false, "{:?}: {:?}, not {:?}", sent, got, expected),
            }
            let mut rows: Vec<Row> = aor.bindings.iter().map(|b| row(b, &mut ids)).collect();
            let mut wanted = model.rows.clone();
            rows.sort_by_key(|r| r.id);
            wanted.sort_by_key(|r| r.id);
            prop_assert_eq!(rows, wanted, "{:?}", sent);
            for (n, a) in aor.bindings.iter().enumerate() {
                let flow = |b: &Registration| b.instance_id.clone().zip(b.reg_id);
                let twin = aor.bindings[..n].iter().find(|b| match (flow(a), flow(b)) {
                    (None, None) => a.contact.equivalent(&b.contact),
                    (a, b) => a == b,
                });
                prop_assert_eq!(twin, None, "two bindings for one contact");
            }
        }
    }
}
