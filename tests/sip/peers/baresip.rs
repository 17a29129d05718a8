//! baresip, headless.

use super::{Account, process::Process};

const CONFIG: &str = "poll_method epoll\nsip_listen 127.0.0.1:0\nmodule_path /usr/lib/baresip/modules\n\
                      module stdio.so\nmodule g711.so\nmodule_app account.so\nmodule_app menu.so\n";

pub(crate) struct Baresip(Process);

impl Baresip {
    /// Starts it; it registers by itself, and refreshes. This version, 1.0, takes any certificate.
    pub(crate) async fn start(account: &Account) -> Self {
        let Account { user, password, domain, proxy, transport, ca } = account;
        let dir = tempfile::tempdir().unwrap();
        let line = format!(
            "<sip:{user}@{domain};transport={transport}>;auth_user={user};auth_pass={password};\
             outbound=\"sip:{proxy};transport={transport}\";regint=60\n"
        );
        let trusted = ca.as_ref().map(|ca| format!("sip_cafile {}\n", ca.display())).unwrap_or_default();
        let config = format!("{CONFIG}{trusted}");
        for (name, text) in [("config", config.as_str()), ("accounts", line.as_str()), ("contacts", "")] {
            std::fs::write(dir.path().join(name), text).unwrap();
        }
        Self(Process::start("baresip", dir, |command| {
            command.args(["-f", ".", "-v"]);
        }))
    }

    pub(crate) async fn says(&self, text: &str) {
        self.0.says(text).await;
    }

    /// It unregisters, then ends.
    pub(crate) async fn quit(mut self) {
        self.0.tell("q").await;
        assert!(self.0.ended().await.success(), "{}", self.0.output());
    }
}
