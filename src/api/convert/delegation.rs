//! What services of accounts are asked.

use super::algorithm;
use crate::directory::{DigestAnswer, DigestUser};
use crate::model::DomainName;
use crate::pb::v1;

pub(in crate::api) fn verify_digest(answer: &DigestAnswer) -> v1::VerifyDigestRequest {
    let DigestUser { user, username, realm, algorithm: of } = &answer.who;
    v1::VerifyDigestRequest {
        domain: DomainName(user.domain.clone()).to_string(),
        user: user.to_string(),
        username: username.clone(),
        realm: realm.clone(),
        algorithm: algorithm(*of).into(),
        method: answer.method.clone(),
        uri: answer.uri.clone(),
        nonce: answer.nonce.clone(),
        cnonce: answer.cnonce.clone(),
        nonce_count: answer.nonce_count.clone(),
        qop: "auth".to_owned(),
        response: answer.response.clone(),
        source_address: answer.source.to_string(),
        user_agent: answer.user_agent.clone(),
    }
}

pub(in crate::api) fn fetch_ha1(who: &DigestUser) -> v1::FetchHa1Request {
    v1::FetchHa1Request {
        domain: DomainName(who.user.domain.clone()).to_string(),
        user: who.user.to_string(),
        username: who.username.clone(),
        realm: who.realm.clone(),
        algorithm: algorithm(who.algorithm).into(),
    }
}
