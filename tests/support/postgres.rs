//! A private PostgreSQL, gone with the process however that ends: one for most tests of a binary, and more for
//! those that stop it.

use std::{
    env, fs,
    io::{BufRead, BufReader, Write},
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    process::{ChildStdin, ChildStdout, Command, Stdio},
    sync::{LazyLock, Mutex},
};

static SHARED: LazyLock<Postgres> = LazyLock::new(Postgres::start);

/// The URL of a new, empty database.
pub fn database() -> String {
    SHARED.database()
}

/// Runs SQL in a database made by [`database`], and answers what psql prints.
pub fn psql(url: &str, sql: &str) -> String {
    let run = Command::new(bin().join("psql")).args([url, "-Atqc", sql]).output().unwrap();
    assert!(run.status.success(), "psql: {}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// How to stop it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Ends all sessions and shuts down in order.
    Fast,
    /// As after a crash: it recovers at the next start.
    Immediate,
}

/// One PostgreSQL with databases.
pub struct Postgres {
    port: u16,
    bin: PathBuf,
    dir: PathBuf,
    watchdog: Mutex<Watchdog>,
}

/// Starts and stops it when told to, and ends it when this closes, also when the test process is killed.
struct Watchdog {
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Postgres {
    #[allow(clippy::zombie_processes, reason = "it ends by itself when its input closes, with this process")]
    pub fn start() -> Self {
        let bin = bin();
        // Short, because it holds a socket; owned by postgres, because initdb refuses root.
        let dir = PathBuf::from(format!("/tmp/rollcall-pg-{}", uuid::Uuid::new_v4().simple()));
        fs::create_dir(&dir).unwrap();
        fs::set_permissions(&dir, fs::Permissions::from_mode(0o777)).unwrap();
        let port = port();
        // Tests kill processes, never the machine: what PostgreSQL wrote holds without being forced to the disk.
        // Benchmarks measure that too.
        let fsync = if cfg!(test) { "off" } else { "on" };
        let script = format!(
            "set -e\n\
             {bin}/initdb -D {dir}/data -A trust -U postgres --locale=C.UTF-8 -E UTF8 >{dir}/initdb.log 2>&1\n\
             up() {{\n\
               {bin}/postgres -D {dir}/data -c listen_addresses=127.0.0.1 -c port={port} \
                 -c unix_socket_directories={dir} -c max_connections=500 -c shared_buffers=128MB -c fsync={fsync} \
                 >>{dir}/log 2>&1 </dev/null &\n\
               PG=$!\n\
               until {bin}/pg_isready -q -h 127.0.0.1 -p {port}; do kill -0 $PG; sleep 0.1; done\n\
               echo up\n\
             }}\n\
             down() {{ kill -$1 $PG; wait $PG || true; echo down; }}\n\
             up\n\
             while read -r COMMAND; do $COMMAND; done\n\
             kill -INT $PG 2>/dev/null || true\n\
             wait $PG || true\n\
             rm -rf {dir}/*\n",
            bin = bin.display(),
            dir = dir.display(),
        );
        let mut command = as_postgres(&script);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let answers = BufReader::new(child.stdout.take().unwrap());
        let watchdog = Mutex::new(Watchdog { commands: child.stdin.take().unwrap(), answers });
        let postgres = Self { port, bin, dir, watchdog };
        postgres.expect("up");
        postgres
    }

    /// The URL of a new, empty database.
    pub fn database(&self) -> String {
        let name = format!("t{}", uuid::Uuid::new_v4().simple());
        let made = Command::new(self.bin.join("createdb"))
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", &name])
            .output()
            .unwrap();
        assert!(made.status.success(), "createdb: {}", String::from_utf8_lossy(&made.stderr));
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }

    /// Stops it, and waits until it is gone. Blocks.
    pub fn stop(&self, how: Stop) {
        self.tell(if how == Stop::Fast { "down INT" } else { "down QUIT" });
        self.expect("down");
    }

    /// Starts it again after [`Postgres::stop`], on the same port. Blocks until it answers.
    pub fn again(&self) {
        self.tell("up");
        self.expect("up");
    }

    fn tell(&self, command: &str) {
        writeln!(self.watchdog.lock().unwrap().commands, "{command}").unwrap();
    }

    fn expect(&self, answer: &str) {
        let mut line = String::new();
        self.watchdog.lock().unwrap().answers.read_line(&mut line).unwrap();
        let log = || {
            let of = |name| fs::read_to_string(self.dir.join(name));
            of("log").or_else(|_| of("initdb.log"))
        };
        assert_eq!(line.trim_end(), answer, "PostgreSQL: {:?}", log());
    }
}

/// A free port below those that the system gives to clients: one of them could take it, or connect to itself, while
/// the database is stopped.
fn port() -> u16 {
    let free = |port: &u16| std::net::TcpListener::bind(("127.0.0.1", *port)).is_ok();
    std::iter::repeat_with(|| rand::random_range(12_000..30_000)).find(free).unwrap()
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
