//! Everything this module holds of the caller, but for what proves who they are: hashes, keys and tokens.

use auth_contract::{AuditEntry, AuthRefusal, ExportAccount};
use kernel::{Caller, Cx, Exported, Failure, Outcome, Role, SessionId, Timestamp, UserId};
use serde::Serialize;

use crate::Service;
use crate::store::{account, audit_entry, belongings, identity, session};

/// Entries of the log read at once.
const BATCH: u32 = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    user_id: UserId,
    username: String,
    email: Option<String>,
    email_verified: bool,
    has_password: bool,
    has_totp: bool,
    recovery_codes_left: i64,
    roles: Vec<Role>,
    created_at: Timestamp,
    /// When it will be erased, if they asked for that.
    erased_at: Option<Timestamp>,
    identities: Vec<Identity>,
    passkeys: Vec<Passkey>,
    sessions: Vec<Session>,
    /// What happened to the account, newest first.
    audit: Vec<AuditEntry>,
}

#[derive(Serialize)]
struct Identity {
    provider: String,
    subject: String,
    created_at: Timestamp,
}

#[derive(Serialize)]
struct Passkey {
    name: String,
    created_at: Timestamp,
    last_used_at: Option<Timestamp>,
}

#[derive(Serialize)]
struct Session {
    session_id: SessionId,
    label: Option<String>,
    ip: Option<String>,
    created_at: Timestamp,
    last_used_at: Timestamp,
    expires_at: Timestamp,
    ended_at: Option<Timestamp>,
}

impl Service {
    pub(crate) async fn export_account(&self, cx: &Cx, _req: ExportAccount) -> Outcome<Exported, AuthRefusal> {
        let Caller::User { user, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let db = self.db.read();
        let account = account::find(db, user).await?.ok_or(AuthRefusal::InvalidToken)?;
        let holdings = Holdings {
            user_id: user,
            has_password: account.password_hash.is_some(),
            has_totp: account.totp_confirmed_at.is_some(),
            recovery_codes_left: belongings::recovery_codes(db, user).await?,
            identities: identity::all_of(db, user).await?.into_iter().map(Identity::from).collect(),
            passkeys: belongings::passkeys(db, user).await?.into_iter().map(Passkey::from).collect(),
            sessions: session::all(db, user).await?.into_iter().map(Session::from).collect(),
            audit: self.whole_audit(user).await?,
            username: account.username,
            email: account.email,
            email_verified: account.email_verified_at.is_some(),
            roles: account.roles.0,
            created_at: Timestamp::from_millis(account.created_at),
            erased_at: account.erase_at.map(Timestamp::from_millis),
        };
        Exported::of(&holdings).map_err(Failure::internal)
    }

    async fn whole_audit(&self, user: UserId) -> Outcome<Vec<AuditEntry>, AuthRefusal> {
        let (mut entries, mut after) = (Vec::new(), None);
        loop {
            let rows = audit_entry::of(self.db.read(), user, after, BATCH).await?;
            let Some(last) = rows.last() else { return Ok(entries) };
            after = Some((last.at, last.id));
            entries.extend(rows.into_iter().map(|row| AuditEntry {
                at: Timestamp::from_millis(row.at),
                event: row.event,
                ip: row.ip,
                label: row.label,
            }));
        }
    }
}

impl From<identity::Model> for Identity {
    fn from(row: identity::Model) -> Self {
        Self { provider: row.provider, subject: row.subject, created_at: Timestamp::from_millis(row.created_at) }
    }
}

impl From<belongings::Passkey> for Passkey {
    fn from(row: belongings::Passkey) -> Self {
        Self {
            name: row.name,
            created_at: Timestamp::from_millis(row.created_at),
            last_used_at: row.used_at.map(Timestamp::from_millis),
        }
    }
}

impl From<session::Model> for Session {
    fn from(row: session::Model) -> Self {
        Self {
            session_id: row.session_id(),
            label: row.label,
            ip: row.ip,
            created_at: Timestamp::from_millis(row.created_at),
            last_used_at: Timestamp::from_millis(row.used_at),
            expires_at: Timestamp::from_millis(row.expires_at),
            ended_at: row.ended_at.map(Timestamp::from_millis),
        }
    }
}
