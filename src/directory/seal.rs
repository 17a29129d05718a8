//! Sealing of secrets at rest (AES-256-GCM).
//!
//! The key file has one key per line, `<id>:<64 hexadecimal digits>`; the first seals, all of them open.
//! A sealed value is the id of its key (4 octets), the nonce (12), then the ciphertext and its tag.
//! What it belongs to is authenticated with it, so a value moved to another row does not open.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use std::{fs, io, path::Path};
use zeroize::Zeroizing;

/// Why there is no sealer, or a value does not open.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    #[error("{path}: {error}")]
    File { path: String, error: io::Error },
    #[error("{path}, line {line}: a key is <id>:<64 hexadecimal digits>, the id a number")]
    Key { path: String, line: usize },
    #[error("{path} holds no key")]
    Empty { path: String },
    #[error("sealed under key {0}, which is not in the key file")]
    UnknownKey(u32),
    #[error("a sealed value does not open: it was changed, or moved")]
    Broken,
}

/// Seals with the newest key and opens with any.
pub struct Sealer {
    keys: Vec<(u32, RandomizedNonceKey)>,
}

const KEY_LEN: usize = 32;

impl Sealer {
    /// Reads the key file.
    pub fn load(path: &Path) -> Result<Self, SealError> {
        let shown = path.display().to_string();
        let text =
            fs::read_to_string(path).map_err(|error| SealError::File { path: shown.clone(), error })?;
        let text = Zeroizing::new(text);
        let mut keys = Vec::new();
        for (at, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            let bad = || SealError::Key { path: shown.clone(), line: at + 1 };
            let (id, hex) = line.trim().split_once(':').ok_or_else(bad)?;
            let id = id.parse().map_err(|_| bad())?;
            let key = Zeroizing::new(hex::decode(hex).map_err(|_| bad())?);
            if key.len() != KEY_LEN {
                return Err(bad());
            }
            keys.push((id, RandomizedNonceKey::new(&AES_256_GCM, &key).map_err(|_| bad())?));
        }
        if keys.is_empty() {
            return Err(SealError::Empty { path: shown });
        }
        Ok(Self { keys })
    }

    /// Reads the key file, after making one with a fresh key if there is none.
    pub fn load_or_create(path: &Path) -> Result<Self, SealError> {
        if !path.exists() {
            let key = Zeroizing::new(rand::random::<[u8; KEY_LEN]>());
            let line = Zeroizing::new(format!("1:{}\n", hex::encode(*key)));
            crate::private_file::create(path, line.as_bytes())
                .map_err(|error| SealError::File { path: path.display().to_string(), error })?;
        }
        Self::load(path)
    }

    /// Seals `secret` as belonging to `owner`.
    pub fn seal(&self, owner: &[u8], secret: &[u8]) -> Result<Vec<u8>, SealError> {
        let (id, key) = &self.keys[0];
        let mut sealed = Zeroizing::new(secret.to_vec());
        let nonce =
            key.seal_in_place_append_tag(Aad::from(owner), &mut *sealed).map_err(|_| SealError::Broken)?;
        Ok([&id.to_be_bytes()[..], nonce.as_ref(), &sealed].concat())
    }

    /// Opens what was sealed as belonging to `owner`.
    pub fn open(&self, owner: &[u8], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (id, rest) = sealed.split_first_chunk::<4>().ok_or(SealError::Broken)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE_LEN>().ok_or(SealError::Broken)?;
        let id = u32::from_be_bytes(*id);
        let (_, key) = self.keys.iter().find(|(known, _)| *known == id).ok_or(SealError::UnknownKey(id))?;
        let mut text = Zeroizing::new(text.to_vec());
        let len = key
            .open_in_place(Nonce::from(nonce), Aad::from(owner), &mut text)
            .map_err(|_| SealError::Broken)?
            .len();
        text.truncate(len);
        Ok(text)
    }
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
        assert!(matches!(sealer.open(b"alice", &newer), Err(SealError::UnknownKey(2))));
    }

    #[test]
    fn bad_key_files_are_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("k");
        fs::write(&path, "1:abcd\n").unwrap();
        assert!(Sealer::load(&path).err().unwrap().to_string().contains("line 1"));
        fs::write(&path, "\n").unwrap();
        assert!(matches!(Sealer::load(&path), Err(SealError::Empty { .. })));
    }
}
