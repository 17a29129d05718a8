//! The Debian packages that the tests and setup need.

use crate::paths;
use crate::run::{Outcome, Run, failure};

/// A package and a program in it, for machines that have no apt.
pub(crate) type Need = (&'static str, &'static str);

/// The peers that the tests talk to.
pub(crate) const PEERS: &[Need] = &[
    ("sip-tester", "sipp"),
    ("sipsak", "sipsak"),
    ("baresip-core", "baresip"),
    ("linphone-cli", "linphonec"),
];

/// What shows the page of the client in TypeScript.
pub(crate) const BROWSER: &[Need] = &[("chromium", "chromium")];

/// The peers that the load drivers compare with, and the driver of SIP that everyone has.
pub(crate) const BENCH_PEERS: &[Need] = &[
    ("etcd-server", "etcd"),
    ("kamailio", "kamailio"),
    ("kamailio-postgres-modules", "kamailio"),
    ("sip-tester", "sipp"),
];

/// What installs tools from PyPI.
pub(crate) const PYTHON: &[Need] = &[("python3", "python3"), ("python3-venv", "python3")];

/// What builds the client in Java.
pub(crate) const JAVA: &[Need] = &[("default-jdk-headless", "javac"), ("maven", "mvn")];

/// The server that the tests start themselves; only its directory matters, not which package brought it.
const POSTGRES: &str = "postgresql";

/// Debian makes and starts a cluster when the server's package is installed, unless this file says no.
const NO_CLUSTER: &str = "/etc/postgresql-common/createcluster.d/rollcall-no-cluster.conf";

/// Installs what is missing of `needs`, and PostgreSQL when `postgres`.
pub(crate) fn ensure(needs: &[Need], postgres: bool) -> Outcome {
    let postgres =
        postgres && paths::chosen("ROLLCALL_TEST_PG_BIN").is_none() && paths::postgres_bin().is_none();
    if paths::on_path("apt-get").is_none() || paths::on_path("dpkg-query").is_none() {
        return by_hand(needs, postgres);
    }
    let names: Vec<&str> = needs.iter().map(|(package, _)| *package).collect();
    let listed =
        Run::new("dpkg-query").args(["-W", "-f", "${Package} ${Status}\\n"]).args(&names).output()?;
    let mut missing = missing(&names, &listed);
    if postgres {
        missing.push(POSTGRES);
    }
    if missing.is_empty() {
        return Ok(());
    }
    if let Err(stale) = apt_get().arg("update").run() {
        eprintln!("xtask: {}; going on with the package lists that are there", stale.text);
    }
    if !postgres {
        return install(&missing);
    }
    forbid_cluster()?;
    let installed = install(&missing);
    Run::as_root("rm").args(["-f", NO_CLUSTER]).run()?;
    installed
}

fn install(packages: &[&str]) -> Outcome {
    apt_get().args(["install", "-y", "--no-install-recommends"]).args(packages).run()
}

fn apt_get() -> Run {
    // Through env, for sudo drops variables; and another apt may be at work.
    Run::as_root("env").args([
        "DEBIAN_FRONTEND=noninteractive",
        "apt-get",
        "-qq",
        "-o",
        "Dpkg::Use-Pty=0",
        "-o",
        "DPkg::Lock::Timeout=300",
    ])
}

fn forbid_cluster() -> Outcome {
    let written = format!("echo 'create_main_cluster = false' > {NO_CLUSTER}");
    Run::as_root("sh").args(["-c", &format!("mkdir -p $(dirname {NO_CLUSTER}) && {written}")]).run()
}

/// Those of `names` that dpkg does not list as installed.
fn missing<'a>(names: &[&'a str], listed: &str) -> Vec<&'a str> {
    let installed = |name: &str| listed.lines().any(|line| line == format!("{name} install ok installed"));
    names.iter().copied().filter(|name| !installed(name)).collect()
}

fn by_hand(needs: &[Need], postgres: bool) -> Outcome {
    let mut absent: Vec<&str> = needs
        .iter()
        .map(|(_, program)| *program)
        .filter(|program| paths::on_path(program).is_none())
        .collect();
    absent.dedup();
    if postgres {
        absent.push("PostgreSQL 15 or later (ROLLCALL_TEST_PG_BIN names the directory of its initdb)");
    }
    if absent.is_empty() {
        return Ok(());
    }
    Err(failure(format!("there is no apt-get here: install by hand, then try again: {}", absent.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_installed_packages_count() {
        let listed = "sipsak install ok installed\n\
                      baresip-core deinstall ok config-files\n\
                      sip-tester-doc install ok installed\n";
        assert_eq!(
            missing(&["sipsak", "baresip-core", "sip-tester"], listed),
            ["baresip-core", "sip-tester"]
        );
    }
}
