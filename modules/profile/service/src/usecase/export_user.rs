//! Everything the module holds of somebody, for them alone.

use kernel::{Cx, Exported, Failure, Outcome, Timestamp, UserId};
use profile_contract::{BlockedPerson, ExportUser, OwnProfile, ProfileRefusal};
use serde::Serialize;

use crate::Service;
use crate::domain::view;
use crate::store::{block, leaving};
use crate::viewer::own_or_service;

/// Blocks read at once.
const BATCH: u32 = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    profile: Option<OwnProfile>,
    /// The middle of the cell that is stored.
    place: Option<Place>,
    /// Whom they blocked, newest first.
    blocks: Vec<BlockedPerson>,
    /// Since when they are about to leave, if they are.
    leaving_since: Option<Timestamp>,
}

#[derive(Serialize)]
struct Place {
    latitude: f64,
    longitude: f64,
}

impl Service {
    pub(crate) async fn export_user(&self, cx: &Cx, req: ExportUser) -> Outcome<Exported, ProfileRefusal> {
        own_or_service(cx, req.user)?;
        let known = self.directory.person(req.user).await?;
        let profile = match &known {
            Some(known) => {
                let photos = self.directory.album(cx, known).await?;
                Some(view::own(&known.value, photos.to_vec(), self.clock.now().date()))
            }
            None => None,
        };
        let place = known.and_then(|known| known.value.cell).map(|cell| {
            let (latitude, longitude) = cell.centre();
            Place { latitude, longitude }
        });
        let blocks = self.all_blocks_of(req.user).await?;
        let leaving_since = leaving::since(self.db.read(), req.user).await?;
        Exported::of(&Holdings { profile, place, blocks, leaving_since }).map_err(Failure::internal)
    }

    async fn all_blocks_of(&self, user: UserId) -> Outcome<Vec<BlockedPerson>, ProfileRefusal> {
        let (mut blocks, mut after) = (Vec::new(), None);
        loop {
            let mut rows = block::of(self.db.read(), user, after, BATCH).await?;
            let more = rows.len() > BATCH as usize;
            rows.truncate(BATCH as usize);
            after = rows.last().map(|row| (row.blocked_at, row.blocked));
            blocks.extend(rows.into_iter().map(|row| BlockedPerson {
                user_id: UserId(row.blocked),
                blocked_at: Timestamp::from_millis(row.blocked_at),
            }));
            if !more {
                return Ok(blocks);
            }
        }
    }
}
