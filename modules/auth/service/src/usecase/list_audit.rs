//! What happened to the caller's account, newest first.

use auth_contract::{AuditEntry, AuthRefusal, ListAudit};
use kernel::{Cx, Outcome, Page, Timestamp, page_limit};

use crate::Service;
use crate::store::audit_entry::{self, Position};
use crate::usecase::list_sessions::not_ours;

/// Most entries on one page.
const MOST: u32 = 100;

impl Service {
    pub(crate) async fn list_audit(&self, cx: &Cx, req: ListAudit) -> Outcome<Page<AuditEntry>, AuthRefusal> {
        let user = cx.caller().user().ok_or(AuthRefusal::InvalidToken)?;
        let after = match &req.cursor {
            Some(cursor) => Some(cursor.key::<Position>().ok_or_else(not_ours)?),
            None => None,
        };
        let limit = page_limit(Some(req.limit), MOST, MOST);
        let rows = audit_entry::of(self.db.read(), user, after, limit).await?;
        let page = Page::cut(rows, limit as usize, |row| (row.at, row.id));
        Ok(page.map(|row| AuditEntry {
            at: Timestamp::from_millis(row.at),
            event: row.event,
            ip: row.ip,
            label: row.label,
        }))
    }
}
