//! `rollcall user import` and `rollcall user export`.

use crate::support::{Backend, Phone, Server, server::rollcall};
use rollcall::pb::v1;
use std::{
    fs,
    io::Write,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

struct Said {
    code: i32,
    out: String,
    err: String,
}

/// Runs a command as account acme, with something on its standard input.
async fn run(server: &Server, line: &str, input: &str) -> Said {
    let mut command: Command = rollcall();
    command.args(line.split_whitespace()).env("ROLLCALL_ENDPOINT", format!("http://{}", server.grpc()));
    command.env("ROLLCALL_DATA_DIR", server.data_dir()).env("ROLLCALL_ACCOUNT", "acme");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let input = input.to_owned();
    tokio::task::spawn_blocking(move || {
        let mut child = command.spawn().unwrap();
        // A command that does not read its input has closed it.
        let _unread = child.stdin.take().unwrap().write_all(input.as_bytes());
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Said { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    })
    .await
    .unwrap()
}

async fn good(server: &Server, line: &str) -> Said {
    let said = run(server, line, "").await;
    assert_eq!(said.code, 0, "{line}: {}", said.err);
    said
}

const HEADER: &str = "login,extension_number,first_name,last_name,display_name,email,phone_number,mobile_number,\
    job_title,date_of_birth,gender,avatar_uri,caller_id,number_leases,role,organizations,groups,disabled,\
    auth_username,max_registrations,call_policy.same_domain_calls_only,call_policy.allow_direct_app_calling,\
    call_policy.allow_direct_queue_calling,call_policy.allow_direct_user_calling,forwarding.unconditional,\
    forwarding.busy,forwarding.no_answer,forwarding.not_reachable,forwarding.no_answer_timeout,labels";
const ALICE: &str = "alice,1001,Alice,\"Äpfel, \"\"die\"\"\",A at Acme,alice@acme.example,+4930123456,+49170123456,\
    Operator,1990-02-28,female,https://acme.example/a.png,1001,\
    6f1c0000-0000-4000-8000-000000000001;6f1c0000-0000-4000-8000-000000000002,\
    domains/acme.test/roles/night,domains/acme.test/organizations/berlin,\
    domains/acme.test/groups/sales;domains/acme.test/groups/support,true,a-1001,0,true,false,,,\
    ,sip:desk@acme.test,+4930999,,30s,team=north;x=a%3Bb%20c%25";

/// A file of everything: imported, exported, and imported from that by another server, it stays the same.
async fn files_go_round(backend: Backend) {
    let server = Server::start(backend).await;
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name).display().to_string();
    let commas = ",".repeat(HEADER.matches(',').count() - 18);
    let bob = format!("bob,{}b-1002{commas}", ",".repeat(17));
    let text = format!("{HEADER}\n{ALICE}\n{bob}\n");
    fs::write(file("users.csv"), &text).unwrap();
    organized(&server).await;
    let line = |file: &str| format!("user import {file} --domain acme.test --create-missing");
    let said = good(&server, &format!("{} --dry-run", line(&file("users.csv")))).await;
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", "would create 2 users of 2 rows\n"));
    let said = good(&server, &line(&file("users.csv"))).await;
    assert_eq!((said.out.as_str(), said.err.as_str()), ("", "created 2 users of 2 rows\n"));

    assert_eq!(good(&server, "user export acme.test").await.out, text);
    good(&server, &format!("user export acme.test --output {}", file("out.csv"))).await;
    assert_eq!(fs::read_to_string(file("out.csv")).unwrap(), text);
    assert_eq!(mode(&file("out.csv")), 0o600);
    good(&server, &format!("user export acme.test --output {}", file("out.jsonl"))).await;
    let lines = fs::read_to_string(file("out.jsonl")).unwrap();
    assert_eq!(lines, good(&server, "user export acme.test --format jsonl").await.out);
    let alice: serde_json::Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(alice["lastName"], "Äpfel, \"die\"");
    assert_eq!(alice["callPolicy"]["allowDirectAppCalling"], false);
    assert!(alice.get("uid").is_none() && alice.get("presence").is_none());

    let again = Server::start(backend).await;
    for (name, mode) in [("out.csv", "atomic"), ("out.jsonl", "best-effort")] {
        organized(&again).await;
        good(&again, &format!("{} --mode {mode}", line(&file(name)))).await;
        assert_eq!(good(&again, "user export acme.test").await.out, text, "{name}");
        assert_eq!(good(&again, "user export acme.test --format jsonl").await.out, lines, "{name}");
        // Deleted for good, so that the next one finds an empty domain.
        purge(&again).await;
    }
    let left: Vec<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left.len(), 3, "no half file is left: {left:?}");
}

async fn organized(server: &Server) {
    let domain = v1::Domain { organization_management: true, ..Default::default() };
    server.client("acme").await.create_domain("acme.test", domain).await.unwrap();
}

/// Removes the domain and all of it, without waiting for its purge.
async fn purge(server: &Server) {
    for table in ["users", "groups", "organizations", "roles", "domains"] {
        crate::support::data::execute(server, &format!("DELETE FROM \"{table}\"")).await;
    }
    crate::support::data::execute(server, "UPDATE accounts SET user_count = 0, domain_count = 0").await;
}

fn mode(path: &str) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

async fn bad_rows_are_named_by_their_lines(backend: Backend) {
    let server = Server::start(backend).await;
    good(&server, "domain create acme.test").await;
    let text = "login,email,gender\nalice,alice@acme.example,\nbob,nonsense,\ncarol,,robot\ndave\nerin,alice@acme.example,\n";
    let line = "user import - --domain acme.test --mode";
    let said = run(&server, &format!("{line} atomic"), text).await;
    assert_eq!(said.code, 65, "{}", said.err);
    assert!(said.err.contains("error: row 4: column gender: \"robot\""), "{}", said.err);
    assert_eq!(good(&server, "user export acme.test").await.out.lines().count(), 1, "none");

    let said = run(&server, &format!("{line} best-effort"), text).await;
    assert_eq!((said.code, said.out.as_str()), (65, ""), "{}", said.err);
    for expected in [
        "row 3 (bob): FIELD_INVALID: 1 field is invalid: user.email\n  user.email: not an email address\n",
        "row 4: column gender: \"robot\" is not female, male or other\n",
        "row 5: CSV error",
        "row 6 (erin): RESOURCE_ALREADY_EXISTS: ",
        "\n  user.email: is taken\n",
        "created 1 users of 5 rows\nerror: 4 rows are bad\n",
    ] {
        assert!(said.err.contains(expected), "{expected}: {}", said.err);
    }
    let said = run(&server, &format!("{line} best-effort"), "login,e-mail\nx,y\n").await;
    assert_eq!(said.code, 65);
    assert!(said.err.starts_with("error: unknown column \"e-mail\""), "{}", said.err);
    let said = run(&server, "user import /nowhere.csv --domain acme.test", "").await;
    assert_eq!(said.code, 64);
    let said = run(&server, "user import - --domain nowhere.test", "login\nx\n").await;
    assert_eq!(said.code, 1);
    assert!(said.err.starts_with("error: NOT_FOUND RESOURCE_NOT_FOUND"), "{}", said.err);
    let said = run(&server, "user list acme.test --format csv", "").await;
    assert_eq!((said.code, said.out.as_str()), (64, ""), "{}", said.err);
}

async fn generated_passwords_go_to_a_private_file(backend: Backend) {
    let server = Server::start(backend).await;
    good(&server, "domain create acme.test").await;
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("passwords.csv").display().to_string();
    let line = format!("user import - --domain acme.test --generate-missing --passwords-out {file}");
    let said = run(&server, &line, "login,auth_username\nalice,alice\nbob,b-1\n").await;
    assert_eq!((said.code, said.out.as_str(), said.err.as_str()), (0, "", "created 2 users of 2 rows\n"));
    assert_eq!(mode(&file), 0o600);
    let passwords = fs::read_to_string(&file).unwrap();
    let lines: Vec<Vec<&str>> = passwords.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(lines[0], ["row", "user", "auth_username", "registration_password", "user_password"]);
    assert_eq!(lines[1][..3], ["2", "domains/acme.test/users/alice", "alice"]);
    assert_eq!((lines.len(), lines[2][2], lines[2][4].len()), (3, "b-1", 20));
    let mut phone = Phone::new(server.sip("udp"), "acme.test", "alice", lines[1][3]).await;
    assert_eq!(phone.register(60).await.status, 200);

    // A file that is there is not written over, and nothing is imported without one.
    let said = run(&server, &line, "login\ncarol\n").await;
    assert_eq!(said.code, 64, "{}", said.err);
    assert_eq!(fs::read_to_string(&file).unwrap(), passwords);
    let said = run(&server, "user import - --domain acme.test --generate-missing", "login\ncarol\n").await;
    assert_eq!(said.code, 0, "{}", said.err);
    assert!(said.out.contains("\n2,domains/acme.test/users/carol,"), "{}", said.out);
}

/// Phones of a Kamailio go on with the passwords that they have.
async fn subscribers_of_kamailio_register(backend: Backend) {
    let server = Server::start(backend).await;
    good(&server, "domain create acme.test").await;
    let table = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/subscriber.csv");
    let line = format!("user import {} --domain acme.test --from kamailio", table.display());
    let said = good(&server, &line).await;
    assert_eq!(said.err, "created 2 users of 2 rows; passed over 1 rows of other domains\n");
    for (user, password) in [("alice", "old secret"), ("bob", "bob")] {
        let mut phone = Phone::new(server.sip("udp"), "acme.test", user, password).await;
        assert_eq!(phone.register(60).await.status, 200, "{user}");
    }
    let exported = good(&server, "user export acme.test").await.out;
    assert!(exported.contains("alice@acme.example"), "{exported}");
}

crate::on_both!(
    bad_rows_are_named_by_their_lines,
    files_go_round,
    generated_passwords_go_to_a_private_file,
    subscribers_of_kamailio_register,
);
