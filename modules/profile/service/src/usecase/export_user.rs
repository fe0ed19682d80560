//! Everything the module holds of somebody, for them alone.

use kernel::{Cx, Exported, Failure, Outcome, Timestamp, UserId};
use profile_contract::{BlockedPerson, ExportUser, OwnProfile, ProfileRefusal, Progress, Verification};
use serde::Serialize;

use crate::Service;
use crate::domain::view;
use crate::store::{block, leaving, relocation, tie};
use crate::viewer::{Viewer, own_or_service};

/// Blocks, or ties, read at once.
const BATCH: u32 = 500;

/// All there is.
#[derive(Serialize)]
struct Holdings {
    profile: Option<OwnProfile>,
    /// The middle of the cell that is stored.
    place: Option<Place>,
    /// When they changed their place, as far as it still counts.
    moves: Vec<Timestamp>,
    /// How far they have come with setting up.
    progress: Progress,
    /// Whether a moderator has seen that it is them, or will.
    verification: Verification,
    /// Whom they blocked, newest first.
    blocks: Vec<BlockedPerson>,
    /// Whom they let see them, whatever they hide from others.
    ties: Vec<Bond>,
    /// Since when they are about to leave, if they are.
    leaving_since: Option<Timestamp>,
}

#[derive(Serialize)]
struct Bond {
    user_id: UserId,
    liked: bool,
    matched: bool,
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
        let private = self.directory.private(req.user).await?;
        let profile = match &known {
            Some(known) => {
                let photos = self.directory.album(cx, Viewer::Person(req.user), known).await?;
                Some(view::own(&known.value, photos.to_vec(), &private, self.clock.now().date()))
            }
            None => None,
        };
        let place = known.and_then(|known| known.value.cell).map(|cell| {
            let (latitude, longitude) = cell.centre();
            Place { latitude, longitude }
        });
        let holdings = Holdings {
            profile,
            place,
            moves: relocation::of(self.db.read(), req.user).await?.unwrap_or_default(),
            progress: private.progress.clone(),
            verification: private.verification.clone(),
            blocks: self.all_blocks_of(req.user).await?,
            ties: self.all_ties_of(req.user).await?,
            leaving_since: leaving::since(self.db.read(), req.user).await?,
        };
        Exported::of(&holdings).map_err(Failure::internal)
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

    async fn all_ties_of(&self, user: UserId) -> Outcome<Vec<Bond>, ProfileRefusal> {
        let (mut ties, mut after) = (Vec::new(), None);
        loop {
            let rows = tie::by(self.db.read(), user, after, u64::from(BATCH)).await?;
            let Some(last) = rows.last() else { return Ok(ties) };
            after = Some(UserId(last.other_id));
            ties.extend(rows.into_iter().map(|row| Bond {
                user_id: UserId(row.other_id),
                liked: row.liked,
                matched: row.matched,
            }));
        }
    }
}
