//! Sealing of secrets at rest (AES-256-GCM).
//!
//! The key file has one key per line, `<id>:<64 hexadecimal digits>`; the first seals, all of them open.
//! A sealed value is the id of its key (4 octets), the nonce (12), then the ciphertext and its tag.
//! What it belongs to is authenticated with it, so a value moved to another row does not open.
//!
//! A value under a key that is not known makes the file be read again: another node may seal with a new key
//! already. What such a reading finds opens; what seals is settled at the start.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use std::{
    fs, io,
    os::unix::fs::MetadataExt,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};
use zeroize::Zeroizing;

/// Why there is no sealer, or a value does not open.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("{path}: {error}")]
    File { path: String, error: io::Error },
    #[error("{path}, line {line}: a key is <id>:<64 hexadecimal digits>, the id a number")]
    Key { path: String, line: usize },
    #[error("{path}, line {line}: key {id} is there twice")]
    Twice { path: String, line: usize, id: u32 },
    #[error("{path} holds no key")]
    Empty { path: String },
    #[error("sealed under key {0}, which is not in the key file")]
    UnknownKey(u32),
    #[error(
        "a sealed value does not open: it was changed, moved, or sealed under another key of the same id"
    )]
    Broken,
}

type Keys = Vec<(u32, RandomizedNonceKey)>;

/// Seals with the first key and opens with any.
pub struct Sealer {
    path: PathBuf,
    keys: Keys,
    late: RwLock<Late>,
}

/// Keys that came into the file after the start.
#[derive(Default)]
struct Late {
    keys: Keys,
    /// The file as it was read: another one has another number, or time, or length.
    read: Option<(u64, i64, i64, u64)>,
}

const KEY_LEN: usize = 32;

impl Sealer {
    /// Reads the key file.
    pub fn load(path: &Path) -> Result<Self, SealError> {
        Ok(Self { path: path.to_owned(), keys: keys(path, &read(path)?)?, late: RwLock::default() })
    }

    /// Reads the key file, after making one with a fresh key if there is none.
    pub fn load_or_create(path: &Path) -> Result<Self, SealError> {
        if !path.exists() {
            crate::private_file::create(path, fresh(1).as_bytes()).map_err(|error| file(path, error))?;
        }
        Self::load(path)
    }

    /// Puts a fresh key in front of those in the file, and answers its id. Who has read the file before goes
    /// on sealing with the key that was first then.
    pub fn add_key(path: &Path) -> Result<u32, SealError> {
        let text = read(path)?;
        let known = keys(path, &text)?;
        let id = known.iter().map(|(id, _)| *id).max().and_then(|id| id.checked_add(1));
        let id = id.ok_or_else(|| file(path, io::Error::other("there is no key id left")))?;
        let whole = Zeroizing::new([fresh(id).as_str(), &text].concat());
        crate::private_file::replace(path, whole.as_bytes()).map_err(|error| file(path, error))?;
        Ok(id)
    }

    /// The id of the key that seals.
    pub fn sealing_key(&self) -> u32 {
        self.keys.first().map_or(0, |(id, _)| *id)
    }

    /// The ids of all keys that were in the file at the start.
    pub fn key_ids(&self) -> impl Iterator<Item = u32> {
        self.keys.iter().map(|(id, _)| *id)
    }

    /// Seals `secret` as belonging to `owner`.
    pub fn seal(&self, owner: &[u8], secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let (id, key) = self.keys.first().ok_or(SealError::Broken)?;
        let mut sealed = Zeroizing::new(Vec::with_capacity(secret.len() + AES_256_GCM.tag_len()));
        sealed.extend_from_slice(secret);
        let nonce =
            key.seal_in_place_append_tag(Aad::from(owner), &mut *sealed).map_err(|_| SealError::Broken)?;
        Ok([&id.to_be_bytes()[..], nonce.as_ref(), &sealed].concat())
    }

    /// Opens what was sealed as belonging to `owner`.
    pub fn open(&self, owner: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (id, rest) = sealed.split_first_chunk::<4>().ok_or(SealError::Broken)?;
        let id = u32::from_be_bytes(*id);
        if let Some(key) = find(&self.keys, id) {
            return open(key, owner, rest);
        }
        {
            let late = self.late.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(key) = find(&late.keys, id) {
                return open(key, owner, rest);
            }
        }
        let mut late = self.late.write().unwrap_or_else(PoisonError::into_inner);
        let now = fs::metadata(&self.path).map_err(|error| file(&self.path, error))?;
        let now = Some((now.ino(), now.mtime(), now.mtime_nsec(), now.len()));
        if late.read != now {
            late.keys = keys(&self.path, &read(&self.path)?)?;
            late.read = now;
        }
        open(find(&late.keys, id).ok_or(SealError::UnknownKey(id))?, owner, rest)
    }
}

fn find(keys: &Keys, id: u32) -> Option<&RandomizedNonceKey> {
    keys.iter().find(|(known, _)| *known == id).map(|(_, key)| key)
}

fn open(key: &RandomizedNonceKey, owner: &[u8], rest: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Broken)?;
    let mut text = Zeroizing::new(text.to_vec());
    let len = key
        .open_in_place(Nonce::from(nonce), Aad::from(owner), &mut text)
        .map_err(|_| SealError::Broken)?
        .len();
    text.truncate(len);
    Ok(text)
}

fn file(path: &Path, error: io::Error) -> SealError {
    SealError::File { path: path.display().to_string(), error }
}

fn read(path: &Path) -> Result<Zeroizing<String>, SealError> {
    fs::read_to_string(path).map(Zeroizing::new).map_err(|error| file(path, error))
}

/// A line with a fresh key.
fn fresh(id: u32) -> Zeroizing<String> {
    let key = Zeroizing::new(rand::random::<[u8; KEY_LEN]>());
    let key = Zeroizing::new(hex::encode(*key));
    Zeroizing::new(format!("{id}:{}\n", *key))
}

fn keys(path: &Path, text: &str) -> Result<Keys, SealError> {
    let shown = || path.display().to_string();
    let mut keys: Keys = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
        let bad = || SealError::Key { path: shown(), line: at + 1 };
        let (id, hex) = line.trim().split_once(':').ok_or_else(bad)?;
        let id = id.parse().map_err(|_| bad())?;
        let key = Zeroizing::new(hex::decode(hex).map_err(|_| bad())?);
        if key.len() != KEY_LEN {
            return Err(bad());
        }
        if find(&keys, id).is_some() {
            return Err(SealError::Twice { path: shown(), line: at + 1, id });
        }
        keys.push((id, RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| bad())?));
    }
    if keys.is_empty() {
        return Err(SealError::Empty { path: shown() });
    }
    Ok(keys)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn opens_what_it_sealed_for_the_same_owner_only() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sealing.key");
        let sealer = Sealer::load_or_create(&path).unwrap();
        let sealed = sealer.seal(b"alice", b"secret").unwrap();
        assert!(!sealed.windows(6).any(|w| w == b"secret"));
        assert_eq!(*sealer.open(b"alice", &sealed).unwrap(), b"secret");
        assert!(matches!(sealer.open(b"bob", &sealed), Err(SealError::Broken)));

        // A new key in front seals; the old one still opens.
        let old = fs::read_to_string(&path).unwrap();
        fs::write(&path, format!("2:{}\n{old}", "ab".repeat(32))).unwrap();
        let rotated = Sealer::load(&path).unwrap();
        assert_eq!(*rotated.open(b"alice", &sealed).unwrap(), b"secret");
        let newer = rotated.seal(b"alice", b"secret").unwrap();
        // Who has read the file before reads it again, and still seals with the key that was first then.
        assert_eq!(*sealer.open(b"alice", &newer).unwrap(), b"secret");
        assert_eq!((sealer.sealing_key(), rotated.sealing_key()), (1, 2));
        let unknown = [&3_u32.to_be_bytes()[..], &newer[4..]].concat();
        assert!(matches!(sealer.open(b"alice", &unknown), Err(SealError::UnknownKey(3))));
    }

    #[test]
    fn a_new_key_goes_in_front_and_nobody_else_can_read_it() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let (path, link) = (dir.path().join("sealing.key"), dir.path().join("link"));
        assert!(matches!(Sealer::add_key(&path), Err(SealError::File { .. })));
        let sealed = Sealer::load_or_create(&path).unwrap().seal(b"alice", b"secret").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        assert_eq!(Sealer::add_key(&link).unwrap(), 2);
        assert!(link.is_symlink(), "the file behind it is the one that was replaced");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let sealer = Sealer::load(&path).unwrap();
        assert_eq!(sealer.key_ids().collect::<Vec<_>>(), [2, 1]);
        assert_eq!(*sealer.open(b"alice", &sealed).unwrap(), b"secret");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 2, "nothing else is left there");
    }

    #[test]
    fn bad_key_files_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        fs::write(&path, "1:abcd\n").unwrap();
        assert!(Sealer::load(&path).err().unwrap().to_string().contains("line 1"));
        let key = "ab".repeat(32);
        fs::write(&path, format!("1:{key}\n\n1:{key}\n")).unwrap();
        assert!(Sealer::load(&path).err().unwrap().to_string().contains("line 3: key 1 is there twice"));
        fs::write(&path, "\n").unwrap();
        assert!(matches!(Sealer::load(&path), Err(SealError::Empty { .. })));
    }
}
