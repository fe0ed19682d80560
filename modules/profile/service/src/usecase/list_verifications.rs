//! Who waits for a moderator, longest first.

use kernel::{Cx, FileId, Outcome, Page, Timestamp, UserId, page_limit};
use profile_contract::{ListVerifications, ProfileRefusal, VerificationCase};

use super::place;
use crate::Service;
use crate::store::verification::{self, Model, Position};
use crate::viewer::Viewer;

/// Most people on one page.
const MOST: u32 = 50;

impl Service {
    pub(crate) async fn list_verifications(
        &self,
        cx: &Cx,
        req: ListVerifications,
    ) -> Outcome<Page<VerificationCase>, ProfileRefusal> {
        let viewer = Viewer::of(cx)?;
        if viewer != Viewer::Service {
            return Err(ProfileRefusal::Forbidden.into());
        }
        let after = place::<Position>(req.cursor.as_ref())?;
        let limit = page_limit(Some(req.limit), MOST, MOST);
        let rows = verification::all_waiting(self.db.read(), after, limit).await?;
        let page = Page::cut(rows, limit as usize, |row| (row.requested_at, row.user_id));
        let users: Vec<UserId> = page.items.iter().map(|row| UserId(row.user_id)).collect();
        let people = self.all_visible(viewer, &users).await?;
        let albums = self.directory.albums(cx, viewer, &people).await?;
        let files: Vec<FileId> = page.items.iter().map(|row| FileId(row.file_id)).collect();
        let mut selfies = self.directory.describe(cx, viewer, &files).await?;
        Ok(page.map(|row: Model| VerificationCase {
            user_id: UserId(row.user_id),
            file_id: FileId(row.file_id),
            selfie: selfies.remove(&FileId(row.file_id)),
            photos: albums.get(&UserId(row.user_id)).map(|photos| photos.to_vec()).unwrap_or_default(),
            requested_at: Timestamp::from_millis(row.requested_at),
        }))
    }
}
