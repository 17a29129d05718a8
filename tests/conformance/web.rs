//! gRPC-Web: what a page in a browser sends, octet by octet, and who may.

use crate::support::{Backend, Server, server::ALL_SCOPES};
use prost::Message;
use rollcall::pb::v1::{Domain, GetDomainRequest, GetDomainResponse};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

const PAGE: &str = "https://portal.example";
const GET_DOMAIN: &str = "/rollcall.v1.DomainService/GetDomain";

/// Sends one request over HTTP/1.1 and reads to the end: the head in lower case, and the body.
async fn exchange(server: &Server, head: &str, body: &[u8]) -> (String, Vec<u8>) {
    let mut stream = TcpStream::connect(server.grpc()).await.unwrap();
    let length = body.len();
    let head = format!("{head}\r\nhost: x\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n");
    stream.write_all(&[head.as_bytes(), body].concat()).await.unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    let end = answer.windows(4).position(|w| w == b"\r\n\r\n").expect("an answer by HTTP/1.1");
    (String::from_utf8_lossy(&answer[..end]).to_lowercase(), answer[end + 4..].to_vec())
}

async fn preflight(server: &Server, origin: &str) -> String {
    let head = format!(
        "OPTIONS {GET_DOMAIN} HTTP/1.1\r\norigin: {origin}\r\naccess-control-request-method: POST\r\n\
         access-control-request-headers: authorization,content-type,grpc-timeout,x-grpc-web"
    );
    exchange(server, &head, b"").await.0
}

async fn get_domain(server: &Server, token: Option<&str>, name: &str) -> (String, Vec<u8>) {
    let request = GetDomainRequest { name: name.to_owned(), ..GetDomainRequest::default() }.encode_to_vec();
    let framed = [&[0], &u32::try_from(request.len()).unwrap().to_be_bytes()[..], &request].concat();
    let token = token.map_or(String::new(), |token| format!("\r\nauthorization: Bearer {token}"));
    let head = format!(
        "POST {GET_DOMAIN} HTTP/1.1\r\norigin: {PAGE}\r\ncontent-type: application/grpc-web+proto\r\nx-grpc-web: 1{token}"
    );
    exchange(server, &head, &framed).await
}

/// The octets of a body that came in chunks (RFC 9112 section 7.1).
fn joined(mut chunked: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    loop {
        let end = chunked.windows(2).position(|w| w == b"\r\n").expect("a chunk has a size");
        let size = usize::from_str_radix(std::str::from_utf8(&chunked[..end]).unwrap(), 16).unwrap();
        if size == 0 {
            return whole;
        }
        whole.extend_from_slice(&chunked[end + 2..end + 2 + size]);
        chunked = &chunked[end + 2 + size + 2..];
    }
}

#[tokio::test]
async fn a_page_of_a_named_origin_calls_and_others_do_not() {
    let server = Server::with(Backend::Sqlite, &["--grpc-web-origin", PAGE]).await;
    server.client("web").await.create_domain("web.test", Domain::default()).await.unwrap();

    let allowed = preflight(&server, PAGE).await;
    assert!(allowed.starts_with("http/1.1 200"), "{allowed}");
    assert!(allowed.contains(&format!("access-control-allow-origin: {PAGE}")), "{allowed}");
    for header in ["authorization", "grpc-timeout", "x-grpc-web", "content-type"] {
        assert!(allowed.contains(header), "{header}: {allowed}");
    }
    let refused = preflight(&server, "https://other.example").await;
    assert!(!refused.contains("access-control-allow-origin"), "{refused}");

    let token = server.token("web", ALL_SCOPES);
    let (head, body) = get_domain(&server, Some(&token), "domains/web.test").await;
    assert!(head.starts_with("http/1.1 200"), "{head}");
    assert!(head.contains("content-type: application/grpc-web+proto"), "{head}");
    assert!(head.contains(&format!("access-control-allow-origin: {PAGE}")), "{head}");
    let body = joined(&body);
    let size = usize::try_from(u32::from_be_bytes(body[1..5].try_into().unwrap())).unwrap();
    let answer = GetDomainResponse::decode(&body[5..5 + size]).unwrap();
    assert_eq!(answer.domain.unwrap().name, "domains/web.test");
    let trailers = &body[5 + size..];
    assert_eq!(trailers[0], 0x80, "trailers come in the body");
    assert!(String::from_utf8_lossy(&trailers[5..]).contains("grpc-status:0"));
}

#[tokio::test]
async fn a_refusal_reaches_the_page_with_its_details() {
    let server = Server::with(Backend::Sqlite, &["--grpc-web-origin", "*"]).await;
    let token = server.token("web", ALL_SCOPES);
    for (token, name, status) in
        [(None, "domains/web.test", "16"), (Some(token.as_str()), "domains/nobody.test", "5")]
    {
        let (head, body) = get_domain(&server, token, name).await;
        assert!(head.starts_with("http/1.1 200"), "{head}");
        assert!(head.contains("access-control-allow-origin: *"), "{head}");
        assert!(head.contains("access-control-expose-headers: grpc-status,"), "{head}");
        let said = format!("{head} {}", String::from_utf8_lossy(&body).to_lowercase());
        assert!(
            said.contains(&format!("grpc-status: {status}"))
                || said.contains(&format!("grpc-status:{status}"))
        );
        assert!(said.contains("grpc-status-details-bin"), "{said}");
    }
}

#[tokio::test]
async fn without_an_origin_only_grpc_is_spoken() {
    let server = Server::start(Backend::Sqlite).await;
    let mut stream = TcpStream::connect(server.grpc()).await.unwrap();
    stream.write_all(b"OPTIONS / HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    let _closed = stream.read_to_end(&mut answer).await;
    assert!(!answer.starts_with(b"HTTP/1.1"), "{}", String::from_utf8_lossy(&answer));
    // And gRPC is, where pages may call.
    let both = Server::with(Backend::Sqlite, &["--grpc-web-origin", PAGE]).await;
    both.client("web").await.create_domain("web.test", Domain::default()).await.unwrap();
}
