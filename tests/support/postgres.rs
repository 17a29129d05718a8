//! A private PostgreSQL for one test binary, gone with the process however that ends.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{ChildStdin, Command, Stdio},
    sync::LazyLock,
};

struct Cluster {
    port: u16,
    bin: PathBuf,
    /// The watchdog ends the cluster when this closes, also when the test process is killed.
    _leash: ChildStdin,
}

static CLUSTER: LazyLock<Cluster> = LazyLock::new(start);

/// The URL of a new, empty database.
pub fn database() -> String {
    let name = format!("t{}", uuid::Uuid::new_v4().simple());
    let Cluster { port, bin, .. } = &*CLUSTER;
    let made = Command::new(bin.join("createdb"))
        .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-U", "postgres", &name])
        .output()
        .unwrap();
    assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
    format!("postgres://postgres@127.0.0.1:{port}/{name}")
}

/// Runs SQL in a database made by [`database`], and answers what psql prints.
pub fn psql(url: &str, sql: &str) -> String {
    let run = Command::new(CLUSTER.bin.join("psql")).args([url, "-Atqc", sql]).output().unwrap();
    assert!(run.status.success(), "psql: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

#[allow(clippy::zombie_processes, reason = "it ends by itself when its input closes, with this process")]
fn start() -> Cluster {
    let bin = bin();
    // Short, because it holds a socket; owned by postgres, because initdb refuses root.
    let dir = PathBuf::from(format!("/tmp/rollcall-pg-{}", uuid::Uuid::new_v4().simple()));
    fs::create_dir(&dir).unwrap();
    fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    // Processes are killed here, never the machine: what PostgreSQL wrote holds without being forced to the disk.
    let script = format!(
        "set -e\n\
         {bin}/initdb -D {dir}/data -A trust -U postgres --locale=C.UTF-8 -E UTF8 >{dir}/initdb.log 2>&1\n\
         {bin}/postgres -D {dir}/data -c listen_addresses=127.0.0.1 -c port={port} \
           -c unix_socket_directories={dir} -c max_connections=500 -c shared_buffers=128MB -c fsync=off \
           >{dir}/log 2>&1 </dev/null &\n\
         PG=$!\n\
         until {bin}/pg_isready -q -h 127.0.0.1 -p {port}; do kill -0 $PG; sleep 0.1; done\n\
         echo ready\n\
         cat >/dev/null\n\
         kill -INT $PG\n\
         wait $PG || true\n\
         rm -rf {dir}/*\n",
        bin = bin.display(),
        dir = dir.display(),
    );
    let mut command = as_postgres(&script);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let log = || fs::read_to_string(dir.join("log")).or_else(|_| fs::read_to_string(dir.join("initdb.log")));
    assert_eq!(line, "ready\n", "PostgreSQL did not start: {:?}", log());
    Cluster { port, bin, _leash: child.stdin.take().unwrap() }
}

fn as_postgres(script: &str) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
    let mut command = match root {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--reuid=postgres", "--regid=postgres", "--init-groups", "bash"]);
            command
        }
        false => Command::new("bash"),
    };
    command.args(["-c", script]).current_dir("/");
    command
}

fn bin() -> PathBuf {
    if let Some(dir) = env::var_os("ROLLCALL_TEST_PG_BIN") {
        return dir.into();
    }
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .expect("PostgreSQL is installed: run `cargo xtask setup`")
        .map(|entry| entry.unwrap().path().join("bin"))
        .filter(|bin| Path::new(&bin.join("initdb")).exists())
        .collect();
    found.sort();
    found.pop().expect("PostgreSQL is installed: run `cargo xtask setup`")
}
