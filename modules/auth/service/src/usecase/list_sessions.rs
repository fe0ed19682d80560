//! The caller's sign-ins that live, newest first.

use auth_contract::{AuthRefusal, ListSessions, SessionCard};
use kernel::{Caller, Cx, FieldError, Outcome, Page, Timestamp, page_limit};

use crate::Service;
use crate::store::session::{self, Position};

/// Most sessions on one page.
const MOST: u32 = 100;

impl Service {
    pub(crate) async fn list_sessions(&self, cx: &Cx, req: ListSessions) -> Outcome<Page<SessionCard>, AuthRefusal> {
        let Caller::User { user, session, .. } = *cx.caller() else { return Err(AuthRefusal::InvalidToken.into()) };
        let after = match &req.cursor {
            Some(cursor) => Some(cursor.key::<Position>().ok_or_else(not_ours)?),
            None => None,
        };
        let limit = page_limit(Some(req.limit), MOST, MOST);
        let rows = session::all_live(self.db.read(), user, self.clock.now(), after, limit).await?;
        let page = Page::cut(rows, limit as usize, |row| (row.created_at, row.id));
        Ok(page.map(|row| SessionCard {
            session_id: row.session_id(),
            current: row.session_id() == session,
            created_at: Timestamp::from_millis(row.created_at),
            last_used_at: Timestamp::from_millis(row.used_at),
            label: row.label,
            ip: row.ip,
        }))
    }
}

/// The refusal of a cursor that another list gave.
pub fn not_ours() -> AuthRefusal {
    let error = FieldError::new("cursor", "invalid_cursor", "This cursor does not belong to this list.");
    AuthRefusal::Invalid(vec![error])
}
