//! Files that only their owner may read.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

/// Makes a file of mode 0600 with this content, all at once: a reader sees the whole file or none. A file
/// that is there already stays as it is; the folder must be there.
pub(crate) fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", uuid::Uuid::new_v4()));
    let temporary = path.with_file_name(name);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    let linked = file
        .write_all(content)
        .and_then(|()| file.sync_all())
        // Unlike a rename, a link never replaces what another process made meanwhile.
        .and_then(|()| fs::hard_link(&temporary, path));
    fs::remove_file(&temporary)?;
    match linked {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
        done => done?,
    }
    // The name is on disk too, when this returns.
    path.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all())
}
