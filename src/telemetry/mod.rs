#[derive(Clone, Default)]
pub struct Metrics;
impl Metrics {
    pub fn commit(&self, _: usize, _: std::time::Duration) {}
    pub fn registrations(&self, _: i64) {}
    pub fn watchers(&self, _: i64) {}
    pub fn watch_events(&self, _: usize) {}
    pub fn expired(&self, _: usize) {}
}
