//! Each phone's life: the steps of `case::STEPS`.

use super::{
    Account, baresip::Baresip, case::Case, linphone::Linphone, pjsua, process::Process, sipp, sipsak,
    websocket,
};

pub(super) async fn baresip(mut case: Case) {
    let phone = Baresip::start(&case.wrong()).await;
    phone.says("401 Unauthorized").await;
    case.refused().await;
    drop(phone);
    let phone = Baresip::start(&case.account).await;
    phone.says("200 OK").await;
    case.registered().await;
    case.refreshed().await;
    case.restarted().await;
    case.registered_again().await;
    phone.quit().await;
    case.unregistered().await;
}

pub(super) async fn linphone(mut case: Case) {
    let mut phone = Linphone::start(&case.wrong()).await;
    phone.says("Password for").await;
    case.refused().await;
    drop(phone);
    phone = Linphone::start(&case.account).await;
    case.registered().await;
    case.refreshed().await;
    case.restarted().await;
    let cseq = case.registered_again().await.cseq;
    phone.is_registered_by(cseq).await;
    phone.unregister().await;
    case.unregistered().await;
    phone.quit().await;
}

pub(super) async fn pjsua2(mut case: Case) {
    refused(&mut case, pjsua::start).await;
    let phone = pjsua::start(&case.account);
    told(case, phone).await;
}

pub(super) async fn jssip(case: Case) {
    websocket(case, "jssip").await;
}

pub(super) async fn sipjs(case: Case) {
    websocket(case, "sipjs").await;
}

async fn websocket(mut case: Case, library: &str) {
    refused(&mut case, |account| websocket::start(library, account)).await;
    let phone = websocket::start(library, &case.account);
    told(case, phone).await;
}

/// What our own programs have in common.
async fn refused(case: &mut Case, start: impl FnOnce(&Account) -> Process) {
    let mut phone = start(&case.wrong());
    phone.tell("register").await;
    phone.says("refused 401").await;
    case.refused().await;
}

async fn told(mut case: Case, mut phone: Process) {
    phone.tell("register").await;
    phone.says("registered").await;
    case.registered().await;
    case.refreshed().await;
    case.restarted().await;
    case.registered_again().await;
    phone.tell("unregister").await;
    case.unregistered().await;
    phone.tell("quit").await;
    assert!(phone.ended().await.success(), "{}", phone.output());
}

/// As long as the domain gives: these two do not refresh by themselves.
const EXPIRES: i64 = 120;

pub(super) async fn sipsak(mut case: Case) {
    let refused = sipsak::register(&case.wrong(), EXPIRES).await.unwrap_err();
    assert!(refused.contains("SIP/2.0 401 Unauthorized"), "{refused}");
    case.refused().await;
    sipsak::register(&case.account, EXPIRES).await.unwrap();
    case.registered().await;
    sipsak::register(&case.account, EXPIRES).await.unwrap();
    case.refreshed().await;
    case.restarted().await;
    sipsak::register(&case.account, EXPIRES).await.unwrap();
    case.registered_again().await;
    sipsak::register(&case.account, 0).await.unwrap();
    case.unregistered().await;
}

pub(super) async fn sipp(mut case: Case) {
    assert!(sipp::run("refused", &case.wrong(), EXPIRES).await.success());
    case.refused().await;
    // One call.
    assert!(sipp::run("refresh", &case.account, EXPIRES).await.success());
    case.registered().await;
    case.refreshed().await;
    case.restarted().await;
    assert!(sipp::run("register", &case.account, EXPIRES).await.success());
    case.registered_again().await;
    assert!(sipp::run("register", &case.account, 0).await.success());
    case.unregistered().await;
}
