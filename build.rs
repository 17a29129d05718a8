//! Compiles the contract in `proto/` with protox, so that a build needs no protoc.

use std::{env, fs, path::Path, path::PathBuf};

const OURS: &str = "proto";
const THIRD_PARTY: &str = "third_party/proto";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let package = Path::new(OURS).join("rollcall/v1");
    let mut files: Vec<PathBuf> =
        fs::read_dir(&package)?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    files.retain(|path| path.extension().is_some_and(|e| e == "proto"));
    files.sort();
    for root in [OURS, THIRD_PARTY, "build.rs"] {
        println!("cargo:rerun-if-changed={root}");
    }

    let mut compiler = protox::Compiler::new([OURS, THIRD_PARTY])?;
    compiler.include_source_info(true).include_imports(true).open_files(&files)?;
    let descriptors = compiler.file_descriptor_set();

    // For reflection and JSON: protox's own encoding keeps extension options, prost's would drop them.
    let mut slim = protox::Compiler::new([OURS, THIRD_PARTY])?;
    slim.include_source_info(false).include_imports(true).open_files(&files)?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("descriptors.bin"), slim.encode_file_descriptor_set())?;

    tonic_prost_build::configure()
        .emit_rerun_if_changed(false)
        // Methods that are not there yet; src/api/unimplemented.rs answers them before they are reached.
        .generate_default_stubs(true)
        // Maps in order: a request that is sent again encodes as it did.
        .btree_map(".")
        .extern_path(".google.rpc", "::tonic_types::pb")
        // Messages that hold secrets write their own Debug, in src/pb.rs.
        .skip_debug([
            ".rollcall.v1.User",
            ".rollcall.v1.GeneratedSecrets",
            ".rollcall.v1.ResetRegistrationCredentialsRequest",
            ".rollcall.v1.VerifyUserPasswordRequest",
            ".rollcall.v1.ImportedHa1",
            ".rollcall.v1.DelegatedAuthentication",
            ".rollcall.v1.AcceptInvitationRequest",
            ".rollcall.v1.CreateInvitationResponse",
            ".rollcall.v1.FetchHa1Response",
            ".rollcall.v1.RegisterRequest",
            ".rollcall.v1.SipRegister",
            ".rollcall.v1.SipSettings",
        ])
        .compile_fds(descriptors)?;
    Ok(())
}
