//! The clients: made ready, checked each by its language's own tools, and named to the suite that holds them to one
//! behaviour.

use std::path::{Path, PathBuf};

use crate::run::{Outcome, Run, failure};
use crate::{apt, go, java, node, paths, python, stamp};

/// What a suite is told: a variable and its value. For a client that is the commands of its programs, as JSON.
pub(crate) type Told = (&'static str, String);

/// Which programs in Rust are meant.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Profile {
    Debug,
    Release,
}

impl Profile {
    fn directory(self) -> &'static str {
        match self {
            Self::Debug => "debug",
            Self::Release => "release",
        }
    }
}

/// Makes every client ready, and checks it with the server that was built.
pub(crate) fn prepare(profile: Profile) -> Outcome<Vec<Told>> {
    let server = paths::target()?.join(profile.directory()).join("rollcall");
    let [python, python_aio] = of_python(&server)?;
    let [java, java_async] = of_java()?;
    Ok(vec![of_go()?, java, java_async, python, python_aio, of_rust(profile)?, of_typescript(&server)?])
}

fn of_go() -> Outcome<Told> {
    let home = paths::root().join("clients/go");
    let go = go::go()?;
    let go = || Run::new(&go).current_dir(&home).env("GOTOOLCHAIN", "local");
    gofmt(&home)?;
    go().args(["vet", "./..."]).run()?;
    go().args(["test", "./..."]).run()?;
    let bin = paths::tools()?.join("clients/go");
    let build =
        |package: &str| go().args(["build", "-o"]).arg(bin.join(package)).arg(format!("./{package}")).run();
    let run = |package: &str| vec![bin.join(package)];
    let [driver, quickstart, online] = ["conformance", "examples/quickstart", "examples/online"];
    for package in [driver, quickstart, online] {
        build(package)?;
    }
    Ok(("ROLLCALL_TEST_CLIENT_GO", commands(&run(driver), &run(quickstart), &run(online))))
}

/// What is written by hand is formatted.
fn gofmt(home: &Path) -> Outcome {
    let gofmt = go::go()?.with_file_name("gofmt");
    let unformatted = Run::new(gofmt).args(["-l", "."]).current_dir(home).output()?;
    let ours: Vec<&str> = unformatted.lines().filter(|file| !file.starts_with("rollcall/")).collect();
    match ours.as_slice() {
        [] => Ok(()),
        files => Err(failure(format!("clients/go: gofmt would change {}", files.join(", ")))),
    }
}

/// The client that blocks, and the one that does not.
fn of_java() -> Outcome<[Told; 2]> {
    let home = paths::root().join("clients/java");
    java::mvn()?.arg("package").current_dir(&home).run()?;
    let built = home.join("target");
    let listed = built.join("classpath.txt");
    let libraries = std::fs::read_to_string(&listed)
        .map_err(|error| failure(format!("cannot read {}: {error}", listed.display())))?;
    let (classes, programs) = (built.join("classes"), built.join("test-classes"));
    let path = format!("{}:{}:{}", classes.display(), programs.display(), libraries.trim());
    let run = |class: &str| {
        // Many run at the same time: none takes more processors or memory than it needs.
        let words = ["java", "-XX:TieredStopAtLevel=1", "-Xmx256m", "-cp", &path, class];
        words.map(PathBuf::from).to_vec()
    };
    let (driver, quickstart, online) = (
        run("dev.rollcall.conformance.Driver"),
        run("dev.rollcall.examples.Quickstart"),
        run("dev.rollcall.examples.WhoIsOnline"),
    );
    let mut driver_async = driver.clone();
    driver_async.push("--async".into());
    Ok([
        ("ROLLCALL_TEST_CLIENT_JAVA", commands(&driver, &quickstart, &online)),
        ("ROLLCALL_TEST_CLIENT_JAVA_ASYNC", commands(&driver_async, &[], &[])),
    ])
}

/// The blocking client and that for asyncio.
fn of_python(server: &Path) -> Outcome<[Told; 2]> {
    let home = paths::root().join("clients/python");
    let bin = paths::tools()?.join("clients/python/bin");
    let project = home.join("pyproject.toml");
    let wanted = std::fs::read_to_string(&project)
        .map_err(|error| failure(format!("cannot read {}: {error}", project.display())))?;
    // Whatever it needs is said there, so a change there means to install anew.
    stamp::once("python-client", &wanted, &bin.join("mypy"), || {
        Run::new(python::python())
            .args(["-m", "venv", "--clear"])
            .arg(paths::tools()?.join("clients/python"))
            .run()?;
        Run::new(bin.join("pip"))
            .args(["install", "--quiet", "--disable-pip-version-check", "--no-input"])
            .arg("--editable")
            .arg(format!("{}[dev]", home.display()))
            .run()
    })?;
    let tool = |name: &str| Run::new(bin.join(name)).current_dir(&home);
    tool("ruff").args(["check", "--quiet", "."]).run()?;
    tool("ruff").args(["format", "--quiet", "--check", "."]).run()?;
    tool("mypy").args(["src/rollcall", "examples", "conformance", "tests"]).run()?;
    tool("pytest").arg("--quiet").env("ROLLCALL_BIN", server).run()?;
    let run = |script: &str| vec![bin.join("python"), home.join(script)];
    let (driver, quickstart, online) =
        (run("conformance/driver.py"), run("examples/quickstart.py"), run("examples/online.py"));
    let mut driver_aio = driver.clone();
    driver_aio.push("--aio".into());
    Ok([
        ("ROLLCALL_TEST_CLIENT_PYTHON", commands(&driver, &quickstart, &online)),
        ("ROLLCALL_TEST_CLIENT_PYTHON_AIO", commands(&driver_aio, &[], &[])),
    ])
}

/// Its checks and tests are those of the workspace.
fn of_rust(profile: Profile) -> Outcome<Told> {
    // Of the whole workspace: alone, it would have other features, and everything were compiled once more.
    Run::cargo()
        .args(["build", "--locked", "--workspace", "--examples"])
        .args((profile == Profile::Release).then_some("--release"))
        .run()?;
    let examples = paths::target()?.join(profile.directory()).join("examples");
    let run = |example: &str| vec![examples.join(example)];
    Ok(("ROLLCALL_TEST_CLIENT_RUST", commands(&run("driver"), &run("quickstart"), &run("online"))))
}

fn of_typescript(server: &Path) -> Outcome<Told> {
    let home = paths::root().join("clients/typescript");
    let node = node::bin()?;
    let npm = || Ok(node::npm()?.current_dir(&home));
    let lock = home.join("package-lock.json");
    let wanted = std::fs::read_to_string(&lock)
        .map_err(|error| failure(format!("cannot read {}: {error}", lock.display())))?;
    stamp::once("typescript-client", &wanted, &home.join("node_modules/.bin/tsc"), || {
        npm()?.args(["ci", "--silent", "--no-audit", "--no-fund"]).run()
    })?;
    npm()?.args(["run", "--silent", "build"]).run()?;
    npm()?.args(["run", "--silent", "test"]).run()?;
    npm()?.args(["run", "--silent", "page"]).run()?;
    apt::ensure(apt::BROWSER, false)?;
    let browser = paths::on_path("chromium").ok_or_else(|| failure("chromium is not found"))?;
    npm()?
        .args(["run", "--silent", "test:browser"])
        .env("ROLLCALL_BIN", server)
        .env("CHROMIUM", browser)
        .run()?;
    let run = |script: &str| vec![node.join("node"), home.join("dist").join(script)];
    let (driver, quickstart, online) =
        (run("conformance/driver.js"), run("examples/quickstart.js"), run("examples/online.js"));
    Ok(("ROLLCALL_TEST_CLIENT_TYPESCRIPT", commands(&driver, &quickstart, &online)))
}

fn commands(driver: &[PathBuf], quickstart: &[PathBuf], online: &[PathBuf]) -> String {
    let list = |words: &[PathBuf]| {
        let words: Vec<String> = words.iter().map(|word| quoted(word)).collect();
        words.join(",")
    };
    format!(
        r#"{{"driver":[{}],"quickstart":[{}],"online":[{}]}}"#,
        list(driver),
        list(quickstart),
        list(online)
    )
}

/// A path as a string of JSON.
fn quoted(path: &Path) -> String {
    format!("\"{}\"", path.display().to_string().replace('\\', "\\\\").replace('"', "\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_json() {
        let driver = [PathBuf::from("/a b/python"), PathBuf::from("x\"y")];
        let told = commands(&driver, &driver[..1], &driver[..1]);
        assert_eq!(
            told,
            r#"{"driver":["/a b/python","x\"y"],"quickstart":["/a b/python"],"online":["/a b/python"]}"#
        );
    }
}
