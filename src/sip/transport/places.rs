//! Places for connections: so many in all, and so many for one source, so that no one can take those of all.

use crate::sip::guard::network;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

pub(super) struct Places {
    most: usize,
    /// 0: as many as there are.
    of_source: usize,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    /// By network; who has none is not in here.
    sources: HashMap<IpAddr, usize>,
}

/// One that is taken. Dropped, it is free again.
pub(super) struct Place {
    places: Arc<Places>,
    network: IpAddr,
}

/// Why there is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NoPlace {
    ForAnybody,
    ForThisSource,
}

impl Places {
    pub(super) fn new(most: usize, of_source: usize) -> Self {
        Self { most, of_source, taken: Mutex::default() }
    }

    pub(super) fn take(self: &Arc<Self>, source: IpAddr) -> Result<Place, NoPlace> {
        let network = network(source);
        let mut taken = self.taken();
        if taken.all >= self.most {
            return Err(NoPlace::ForAnybody);
        }
        let of_source = taken.sources.get(&network).copied().unwrap_or_default();
        if self.of_source > 0 && of_source >= self.of_source {
            return Err(NoPlace::ForThisSource);
        }
        taken.all += 1;
        taken.sources.insert(network, of_source + 1);
        Ok(Place { places: self.clone(), network })
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken();
        taken.all = taken.all.saturating_sub(1);
        if let Entry::Occupied(mut of_source) = taken.sources.entry(self.network) {
            match of_source.get() - 1 {
                0 => drop(of_source.remove()),
                left => *of_source.get_mut() = left,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_takes_so_many_and_leaves_the_others_theirs() {
        let places = Arc::new(Places::new(5, 2));
        let take = |source: &str| places.take(source.parse().unwrap());
        let first = take("192.0.2.1").unwrap();
        let _second = take("::ffff:192.0.2.1").unwrap();
        assert_eq!(take("192.0.2.1").err(), Some(NoPlace::ForThisSource));
        let _others =
            [take("192.0.2.2").unwrap(), take("2001:db8::1").unwrap(), take("2001:db8::2").unwrap()];
        assert_eq!(take("192.0.2.3").err(), Some(NoPlace::ForAnybody));
        drop(first);
        assert_eq!(take("2001:db8::3").err(), Some(NoPlace::ForThisSource), "64 bits are one");
        drop(take("192.0.2.4").unwrap());
        let _again = take("192.0.2.1").unwrap();
        assert_eq!(places.taken().sources.len(), 3, "who has none is not kept");
    }

    #[test]
    fn without_a_limit_it_may_have_all() {
        let places = Arc::new(Places::new(3, 0));
        let source = "192.0.2.1".parse().unwrap();
        let taken: Vec<_> = (0..3).map(|_| places.take(source).unwrap()).collect();
        assert_eq!(places.take(source).err(), Some(NoPlace::ForAnybody));
        drop(taken);
        assert!(places.take(source).is_ok());
    }
}
