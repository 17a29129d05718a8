//! The one way to a new registration credential, for updates and resets.

use crate::directory::{Directory, Error};
use crate::model::{ChangeKind, Time, User};
use crate::registrar::{Exclusive, Selection};
use crate::store::WriteTx;
use std::time::Duration;

impl Directory {
    /// Writes the credential of a user whose row is written already, so that its user name is its own. The one
    /// before works beside it for `overlap`; answers until when, if there is one. Without an overlap, end
    /// what was registered with [`end_registrations`].
    pub(super) async fn renew_credential(
        &self,
        tx: &WriteTx,
        user: &User,
        realm: &str,
        password: &str,
        overlap: Duration,
    ) -> Result<Option<Time>, Error> {
        let sealed = self.seal(user, realm, password)?;
        let now = user.update_time;
        let until = (!overlap.is_zero()).then(|| now.plus(overlap));
        let lives_on = tx.renew_credentials(user, now, until, sealed).await?;
        Ok(until.filter(|_| lives_on))
    }
}

/// Ends what a user has registered with a credential that is no more.
pub(super) fn end_registrations(exclusive: &mut Exclusive, user: &User, actor: &str) {
    let (selection, why) = (Selection::of_user(user.name()), "registration credential changed");
    exclusive.end(&selection, |_| true, ChangeKind::Rejected, why, actor);
}
