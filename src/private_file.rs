//! Files that only their owner may read.

use std::{
    fs::{self, OpenOptions},
    io::{self, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown},
    path::{Path, PathBuf},
};

/// Makes a file of mode 0600 with this content, all at once: a reader sees the whole file or none. A file
/// that is there already stays as it is; the folder must be there.
pub(crate) fn create(path: &Path, content: &[u8]) -> io::Result<()> {
    let (temporary, mut file) = beside(path)?;
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
    sync_name(path)
}

/// Replaces a file that is there, all at once, keeping its owner and who else of its group may read it.
/// Where `path` is a link, the file behind it is replaced.
pub(crate) fn replace(path: &Path, content: &[u8]) -> io::Result<()> {
    let path = fs::canonicalize(path)?;
    let before = fs::metadata(&path)?;
    let (temporary, mut file) = beside(&path)?;
    let replaced = file
        .write_all(content)
        .and_then(|()| fchown(&file, Some(before.uid()), Some(before.gid())))
        .and_then(|()| file.set_permissions(fs::Permissions::from_mode(before.mode() & 0o660 | 0o600)))
        .and_then(|()| file.sync_all())
        .and_then(|()| fs::rename(&temporary, &path));
    if replaced.is_err() {
        fs::remove_file(&temporary)?;
    }
    replaced.and_then(|()| sync_name(&path))
}

/// A new file of mode 0600 in the same folder.
fn beside(path: &Path) -> io::Result<(PathBuf, fs::File)> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", uuid::Uuid::new_v4()));
    let temporary = path.with_file_name(name);
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
    Ok((temporary, file))
}

/// The name is on disk too, when this returns.
fn sync_name(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), |dir| fs::File::open(dir)?.sync_all())
}
