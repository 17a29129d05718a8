//! One process per data directory.

use super::ServeError;
use std::{
    fs::{File, TryLockError},
    path::Path,
};

/// Takes the lock; it is released when the process ends, however it ends.
pub(super) fn take(data_dir: &Path) -> Result<File, ServeError> {
    let path = data_dir.join("lock");
    let shown = data_dir.display().to_string();
    let fault = |source| ServeError::DataDir { path: path.display().to_string(), source };
    let file = File::create(&path).map_err(fault)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(ServeError::InUse(shown)),
        Err(TryLockError::Error(source)) => Err(fault(source)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_one_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let first = take(dir.path()).unwrap();
        assert!(matches!(take(dir.path()), Err(ServeError::InUse(_))));
        drop(first);
        take(dir.path()).unwrap();
    }
}
