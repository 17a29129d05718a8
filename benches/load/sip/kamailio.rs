//! Kamailio as a peer of the SIP edge (`apt-get install kamailio kamailio-postgres-modules`).

use super::phone::ha1;
use crate::{Outcome, data::DOMAIN, postgres};
use std::{
    io::Read,
    net::{Ipv4Addr, SocketAddr, UdpSocket},
    path::Path,
    process::{Child, Command, Stdio},
    time::Duration,
};
use tempfile::TempDir;

/// Where Debian's package has the tables.
const TABLES: &str = "/usr/share/kamailio/postgres";
/// How long it may take to start, in tenths of a second.
const PATIENCE: u32 = 200;

/// What it does with registrations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    Memory,
    WriteThrough,
}

impl Mode {
    /// Each worker waits for the database, so there are more of them where there is one.
    fn settings(self) -> (&'static str, &'static str) {
        match self {
            Self::Memory => ("DB_MODE=0", "WORKERS=2"),
            Self::WriteThrough => ("DB_MODE=1", "WORKERS=8"),
        }
    }

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Memory => "Kamailio, memory only, 2 workers",
            Self::WriteThrough => "Kamailio, write-through, 8 workers",
        }
    }
}

/// A running one. It ends with this process, however that ends.
pub(crate) struct Kamailio {
    /// A shell that waits for its input to close, then ends it.
    watchdog: Child,
    pub(crate) pid: u32,
    pub(crate) address: SocketAddr,
    dir: TempDir,
}

impl Kamailio {
    /// Starts it over a database of its own, with the HA1s of `users` users. Blocks.
    pub(crate) fn start(mode: Mode, users: usize) -> Outcome<Self> {
        let (dir, database) = (tempfile::tempdir()?, database(users)?);
        let address = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?;
        let (db_mode, workers) = mode.settings();
        let script = "PATH=$PATH:/usr/sbin\n\
                      kamailio -DD -E \"$@\" >kamailio.log 2>&1 </dev/null &\n\
                      echo $!\n\
                      exec >&-\n\
                      read -r _\n\
                      kill -TERM $! && wait $!";
        let mut watchdog = Command::new("bash")
            .args(["-c", script, "kamailio", "-m", "512", "-M", "32", "-f"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/load/sip/kamailio.cfg"))
            .args(["-A", db_mode, "-A", workers, "-A", &format!("PORT={}", address.port())])
            .args(["-A", &format!("DATABASE=\"{database}\""), "-w", "/tmp"])
            .current_dir(dir.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut pid = String::new();
        if let Some(mut out) = watchdog.stdout.take() {
            out.read_to_string(&mut pid)?;
        }
        let kamailio = Self { watchdog, pid: pid.trim().parse()?, address, dir };
        let log = || std::fs::read_to_string(kamailio.dir.path().join("kamailio.log")).unwrap_or_default();
        if kamailio.answers()? { Ok(kamailio) } else { Err(format!("Kamailio: {}", log()).into()) }
    }

    /// Waits until it answers: it refuses an OPTIONS.
    fn answers(&self) -> Outcome<bool> {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0))?;
        socket.connect(self.address)?;
        socket.set_read_timeout(Some(Duration::from_millis(100)))?;
        let own = socket.local_addr()?;
        for n in 0..PATIENCE {
            let options = format!(
                "OPTIONS sip:{DOMAIN} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bKup{n}\r\nMax-Forwards: 70\r\n\
                 From: <sip:up@{DOMAIN}>;tag=up\r\nTo: <sip:up@{DOMAIN}>\r\nCall-ID: up{n}@{own}\r\n\
                 CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
            );
            // As long as nobody listens, the one or the other fails at once.
            if socket.send(options.as_bytes()).is_ok() && socket.recv(&mut [0; 4096]).is_ok() {
                return Ok(true);
            }
            std::thread::park_timeout(Duration::from_millis(100));
        }
        Ok(false)
    }
}

impl Drop for Kamailio {
    fn drop(&mut self) {
        drop(self.watchdog.stdin.take());
        let _gone = self.watchdog.wait();
    }
}

/// A database with Kamailio's tables and a table of HA1s.
fn database(users: usize) -> Outcome<String> {
    let url = postgres::database();
    for tables in ["standard", "usrloc"] {
        let sql = std::fs::read_to_string(format!("{TABLES}/{tables}-create.sql"))
            .map_err(|error| format!("Kamailio's tables in {TABLES}: {error}"))?;
        postgres::psql(&url, &sql);
    }
    postgres::psql(
        &url,
        "CREATE TABLE ha1 (key_name varchar(64), key_type int DEFAULT 0, value_type int DEFAULT 0, \
           key_value varchar(64), expires int DEFAULT 0); \
         INSERT INTO version (table_name, table_version) VALUES ('ha1', 2)",
    );
    for first in (0..users).step_by(1000) {
        let row = |n| format!("('user{n}', '{}')", ha1(n));
        let rows: Vec<String> = (first..users.min(first + 1000)).map(row).collect();
        postgres::psql(&url, &format!("INSERT INTO ha1 (key_name, key_value) VALUES {}", rows.join(", ")));
    }
    Ok(url)
}
