//! A process that a test talks to, and that ends with it.

use crate::support::PATIENCE;
use std::{
    ffi::OsStr,
    path::Path,
    process::{ExitStatus, Stdio},
};
use tempfile::TempDir;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWriteExt},
    process::{Child, ChildStdin, Command},
    sync::watch,
    time::timeout,
};

/// Dropped, it is killed.
pub(crate) struct Process {
    child: Child,
    input: Option<ChildStdin>,
    output: watch::Receiver<String>,
    /// Gone after the process.
    dir: TempDir,
}

impl Process {
    /// Starts a program in a directory of its own, which is its home.
    pub(crate) fn start(
        program: impl AsRef<OsStr>,
        dir: TempDir,
        prepare: impl FnOnce(&mut Command),
    ) -> Self {
        let program = program.as_ref();
        let mut command = Command::new(program);
        command.current_dir(dir.path()).env("HOME", dir.path()).kill_on_drop(true);
        for (name, _) in std::env::vars_os() {
            if name.to_string_lossy().starts_with("ROLLCALL_") || name.to_string_lossy().starts_with("XDG_") {
                command.env_remove(name);
            }
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        prepare(&mut command);
        let mut child = command
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; run `cargo xtask setup`", program.display()));
        let (keeper, output) = watch::channel(String::new());
        keep(child.stdout.take().unwrap(), keeper.clone());
        keep(child.stderr.take().unwrap(), keeper);
        Self { input: child.stdin.take(), child, output, dir }
    }

    pub(crate) fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// What it has written so far, to either output.
    pub(crate) fn output(&self) -> String {
        self.output.borrow().clone()
    }

    /// Waits until it has written this, and after it, that.
    pub(crate) async fn says_after(&self, first: &str, then: &str) {
        let mut output = self.output.clone();
        let both = |output: &String| output.split_once(first).is_some_and(|(_, rest)| rest.contains(then));
        let said = timeout(PATIENCE, output.wait_for(both)).await;
        assert!(
            matches!(said, Ok(Ok(_))),
            "waited in vain for {then:?} after {first:?}; it wrote: {}",
            self.output()
        );
    }

    /// Waits until it has written this.
    pub(crate) async fn says(&self, text: &str) {
        let mut output = self.output.clone();
        let said = timeout(PATIENCE, output.wait_for(|output| output.contains(text))).await;
        assert!(matches!(said, Ok(Ok(_))), "waited in vain for {text:?}; it wrote: {}", self.output());
    }

    /// Waits for a whole line with this in it.
    pub(crate) async fn line(&self, text: &str) -> String {
        self.says(text).await;
        let from = self.output().find(text).unwrap();
        let mut output = self.output.clone();
        let whole = timeout(PATIENCE, output.wait_for(|output| output[from..].contains('\n'))).await;
        assert!(matches!(whole, Ok(Ok(_))), "the line does not end: {}", self.output());
        self.output().lines().find(|line| line.contains(text)).unwrap().to_owned()
    }

    /// Everything it has written, once it has ended.
    pub(crate) async fn rest(&self) -> String {
        let mut output = self.output.clone();
        // An error means that the last reader is done.
        let closed = timeout(PATIENCE, output.wait_for(|_| false)).await;
        assert!(matches!(closed, Ok(Err(_))), "its output does not end: {}", self.output());
        self.output()
    }

    pub(crate) async fn tell(&mut self, line: &str) {
        let input = self.input.as_mut().unwrap();
        input.write_all(format!("{line}\n").as_bytes()).await.unwrap();
        input.flush().await.unwrap();
    }

    /// Waits until it ends by itself.
    pub(crate) async fn ended(&mut self) -> ExitStatus {
        let ended = timeout(PATIENCE, self.child.wait()).await;
        ended.unwrap_or_else(|_| panic!("it does not end: {}", self.output())).unwrap()
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- what the peer wrote\n{}", self.output());
        }
    }
}

fn keep(mut from: impl AsyncRead + Unpin + Send + 'static, output: watch::Sender<String>) {
    tokio::spawn(async move {
        let mut chunk = [0; 4096];
        while let Ok(n @ 1..) = from.read(&mut chunk).await {
            output.send_modify(|output| output.push_str(&String::from_utf8_lossy(&chunk[..n])));
        }
    });
}
