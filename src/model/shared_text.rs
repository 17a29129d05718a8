//! Texts of which there are few, each held once.

use std::{
    borrow::Borrow,
    collections::HashSet,
    fmt,
    ops::Deref,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

/// A text that many hold: a domain, an account, a node, the name of a phone's model. Equal ones made one after the
/// other share their memory.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SharedText(Arc<Box<str>>);

/// How many are remembered. Beyond it all are forgotten: what is held stays, later ones are shared anew.
const MAX: usize = 4096;

static KNOWN: LazyLock<Mutex<HashSet<SharedText>>> = LazyLock::new(Mutex::default);

impl From<&str> for SharedText {
    fn from(text: &str) -> Self {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(text) = known.get(text) {
            return text.clone();
        }
        if known.len() >= MAX {
            known.clear();
        }
        // Twice boxed, for there are many more holders than texts: each is one word.
        let text = Self(Arc::new(text.into()));
        known.insert(text.clone());
        text
    }
}

impl Borrow<str> for SharedText {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl From<String> for SharedText {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl Deref for SharedText {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for SharedText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_their_memory_and_what_is_remembered_is_bounded() {
        let one = SharedText::from("shared_text.test");
        assert!(Arc::ptr_eq(&one.0, &SharedText::from("shared_text.test".to_owned()).0));
        for n in 0..2 * MAX {
            let _forgotten = SharedText::from(format!("{n}.shared_text.test"));
        }
        assert!(KNOWN.lock().unwrap().len() <= MAX);
        assert_eq!(one, SharedText::from("shared_text.test"));
    }
}
