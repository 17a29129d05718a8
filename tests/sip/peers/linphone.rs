//! linphonec.

use super::{Account, process::Process};

/// Ports of the system's choice. After a lost connection it tries at once, and then each second.
const CONFIG: &str = "[video]\nenabled=0\n[sip]\nsip_port=-1\nsip_tcp_port=-1\nsip_tls_port=-1\n\
                      bind_address=127.0.0.1\nrefresher_retry_after=1000\n";

pub(crate) struct Linphone(Process);

impl Linphone {
    /// Starts it and tells it to register.
    pub(crate) async fn start(account: &Account) -> Self {
        let Account { user, password, domain, transport, ca, .. } = account;
        let dir = tempfile::tempdir().unwrap();
        // It does not make them, and without them it does not start.
        std::fs::create_dir_all(dir.path().join(".local/share/linphone")).unwrap();
        std::fs::create_dir_all(dir.path().join(".config/linphone")).unwrap();
        let trusted = ca.as_ref().map(|ca| format!("root_ca={}\n", ca.display())).unwrap_or_default();
        let config = dir.path().join("linphonerc");
        std::fs::write(&config, format!("{CONFIG}{trusted}")).unwrap();
        let mut process = Process::start("linphonec", dir, |command| {
            command.args(["-d", "6", "-c"]).arg(config);
        });
        process.says("linphonec>").await;
        process
            .tell(&format!(
                "register sip:{user}@{domain} sip:{};transport={transport} {password}",
                account.host()
            ))
            .await;
        Self(process)
    }

    pub(crate) async fn says(&self, text: &str) {
        self.0.says(text).await;
    }

    /// It has seen the answer. Read from its log: asked by `status register` over and over, it does nothing else.
    pub(crate) async fn is_registered(&self) {
        self.0.says("to [LinphoneRegistrationOk]").await;
    }

    /// It has seen the answer to the REGISTER with this CSeq. While it waits for one it does not unregister.
    pub(crate) async fn is_registered_by(&self, cseq: u32) {
        self.0.says_after(&format!("CSeq: {cseq} REGISTER"), "to [LinphoneRegistrationOk]").await;
    }

    pub(crate) async fn unregister(&mut self) {
        self.0.tell("unregister").await;
    }

    pub(crate) async fn quit(mut self) {
        self.0.tell("quit").await;
        assert!(self.0.ended().await.success(), "{}", self.0.output());
    }
}
