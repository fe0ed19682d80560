//! Ends a sign-in with a passkey. The passkey has verified its owner, which makes the sign-in a strong one: no one-time
//! code is asked for.

use auth_contract::{AuthRefusal, Device, FinishPasskeyLogin, SignIn};
use kernel::{Cx, Failure, Outcome, UserId};
use platform::{Once, Tx};

use crate::Service;
use crate::audit::Deed;
use crate::passkey::{Assertion, Ceremony, Fault, Purpose, Record, verify_assertion};
use crate::sign_in::Opening;
use crate::store::{account, passkey, passkey_ceremony};

impl Service {
    pub(crate) async fn finish_passkey_login(
        &self,
        cx: &Cx,
        mut req: FinishPasskeyLogin,
    ) -> Outcome<SignIn, AuthRefusal> {
        // No part of what is asked: a repeat may come over another network.
        let device = std::mem::take(&mut req.device);
        let proved = self.judge_assertion(&req).await.map_err(|no| self.not_signed_in(no, &device))?;

        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(earlier) => return Ok(earlier),
            Once::Fresh(write) => write,
        };
        let account = self.use_up(&write, &proved).await.map_err(|no| self.not_signed_in(no, &device))?;
        let opening = Opening { new_user: false, strong: true };
        let signed = self.open_session(&write, &account, &device, opening).await?;
        Ok(write.commit(signed).await?)
    }

    /// What can be seen without a look at what sign-ins change, so that a repeat is seen the same.
    async fn judge_assertion(&self, req: &FinishPasskeyLogin) -> Result<Proved, No> {
        let ceremony = self.ceremonies.recognise(&req.ceremony, Purpose::SignIn)?;
        let answer = Assertion::parse(&req.credential)?;
        let known = passkey::find(self.db.read(), &answer.id).await.map_err(Failure::from)?;
        let known = known.ok_or(Fault::Unknown)?;
        let (owner, handle) = (known.owner(), known.account_id.as_bytes());
        let record = known.record().map_err(Failure::from)?;
        let verdict = verify_assertion(&self.relying_party, &ceremony.challenge, &answer, handle, &record);
        let record = verdict.map_err(|fault| No::Fault(fault, Some(owner)))?;
        Ok(Proved { ceremony, passkey: answer.id, owner, record })
    }

    /// Ends the ceremony and keeps what the passkey said of itself; the account that is open now.
    async fn use_up(&self, tx: &Tx, proved: &Proved) -> Result<account::Model, No> {
        let no = |fault| No::Fault(fault, Some(proved.owner));
        let now = self.clock.now();
        if proved.ceremony.expires_at <= now {
            return Err(no(Fault::Expired));
        }
        // Held, so that sign-ins with one passkey see each other's counters, and its removal ends them.
        let account = account::hold(tx.conn(), proved.owner).await.map_err(Failure::from)?;
        let passkey = passkey::find(tx.conn(), &proved.passkey).await.map_err(Failure::from)?;
        let (Some(account), Some(passkey)) = (account, passkey) else { return Err(Fault::Unknown.into()) };
        if !passkey_ceremony::spend(tx.conn(), &proved.ceremony).await.map_err(Failure::from)? {
            return Err(no(Fault::Spent));
        }
        if !proved.record.follows(&passkey.record().map_err(Failure::from)?) {
            return Err(no(Fault::Counter));
        }
        passkey::mark_used(tx.conn(), &passkey.id, &proved.record, now).await.map_err(Failure::from)?;
        Ok(account)
    }

    /// Logs why not, for the passkey's owner too where it is known, and tells the caller nothing of it.
    fn not_signed_in(&self, no: No, device: &Device) -> Failure<AuthRefusal> {
        let (fault, owner) = match no {
            No::Fault(fault, owner) => (fault, owner),
            No::Failure(failure) => return failure,
        };
        tracing::info!(security.event = "passkey_refused", ?fault, client.ip = device.ip, "security");
        if let Some(owner) = owner {
            let deed = if fault == Fault::Counter { Deed::PasskeySuspected } else { Deed::LogInFailed };
            self.audit.refused(owner, deed, device);
        }
        AuthRefusal::PasskeyRefused.into()
    }
}

/// A sign-in that a passkey has signed.
struct Proved {
    ceremony: Ceremony,
    passkey: Vec<u8>,
    owner: UserId,
    record: Record,
}

/// Why there is no sign-in.
enum No {
    /// The answer is not accepted; with the owner of the passkey it names.
    Fault(Fault, Option<UserId>),
    /// It could not be judged.
    Failure(Failure<AuthRefusal>),
}

impl From<Fault> for No {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault, None)
    }
}

impl From<Failure<AuthRefusal>> for No {
    fn from(failure: Failure<AuthRefusal>) -> Self {
        Self::Failure(failure)
    }
}
