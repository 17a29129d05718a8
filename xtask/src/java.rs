//! Java, Maven, and what comes from Maven Central.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::run::{Outcome, Run, failure};
use crate::{apt, paths, stamp};

/// The generators of messages and of stubs; clients/java/pom.xml names the same.
const PROTOBUF: &str = "4.33.5";
const GRPC: &str = "1.83.1";

/// Maven, with a JDK.
pub(crate) fn mvn() -> Outcome<Run> {
    if paths::on_path("mvn").is_none() || paths::on_path("javac").is_none() {
        apt::ensure(apt::JAVA, false)?;
    }
    Ok(Run::new("mvn").args(["--batch-mode", "--quiet", "--no-transfer-progress"]))
}

/// The directory of the generators for Java.
pub(crate) fn generators() -> Outcome<PathBuf> {
    let bin = paths::tools()?.join("bin");
    let programs = [
        ("protoc-for-java", "com.google.protobuf:protoc", PROTOBUF),
        ("protoc-gen-grpc-java", "io.grpc:protoc-gen-grpc-java", GRPC),
    ];
    for (name, artifact, version) in programs {
        let program = bin.join(name);
        stamp::once(name, version, &program, || download(artifact, version, &program))?;
    }
    Ok(bin)
}

/// Takes a program from Maven Central.
fn download(artifact: &str, version: &str, to: &Path) -> Outcome {
    let scratch = paths::tools()?.join("maven-scratch");
    mvn()?
        .arg("dependency:copy")
        .arg(format!("-Dartifact={artifact}:{version}:exe:linux-x86_64"))
        .arg(format!("-DoutputDirectory={}", scratch.display()))
        .run()?;
    let name = artifact.rsplit(':').next().unwrap_or(artifact);
    let copied = scratch.join(format!("{name}-{version}-linux-x86_64.exe"));
    std::fs::create_dir_all(to.parent().unwrap_or(to))
        .and_then(|()| std::fs::rename(&copied, to))
        .and_then(|()| std::fs::set_permissions(to, PermissionsExt::from_mode(0o755)))
        .map_err(|error| failure(format!("cannot place {}: {error}", to.display())))
}
