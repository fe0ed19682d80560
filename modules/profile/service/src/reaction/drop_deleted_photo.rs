//! A file that its owner deleted leaves their profile too, and a verification by it that waits is taken back.

use std::sync::Arc;

use kernel::{Clock, Cx, DomainEvent, Event, Ids, Reaction, ReactionFailure, async_trait};
use media_contract::MediaDeleted;
use platform::Database;
use profile_contract::ProfileUpdated;

use crate::announce::Announcer;
use crate::domain::photos;
use crate::store::{person, verification};

/// Takes deleted files off profiles.
pub struct DropDeletedPhoto {
    pub db: Database,
    pub clock: Arc<dyn Clock>,
    pub ids: Arc<dyn Ids>,
    pub announcer: Announcer,
}

#[async_trait]
impl Reaction for DropDeletedPhoto {
    fn name(&self) -> &'static str {
        "profile.drop_deleted_photo"
    }
    fn kinds(&self) -> &'static [&'static str] {
        &[MediaDeleted::KIND]
    }
    async fn react(&self, _cx: &Cx, event: &Event) -> Result<(), ReactionFailure> {
        let Some(deleted) = event.read::<MediaDeleted>() else { return Ok(()) };
        let MediaDeleted { file_id, owner } = deleted.map_err(|error| ReactionFailure(error.to_string()))?;
        let Some(mut tx) = self.db.consume(&*self.clock, self.name(), event).await? else { return Ok(()) };
        let mut changed = Vec::new();
        if let Some(before) = person::locked(tx.conn(), owner).await?
            && let Ok(left) = photos::remove(before.photos.clone(), file_id)
            && let Some(after) = before.with_photos(left, self.clock.now())
        {
            person::save(tx.conn(), &before, &after).await?;
            tx.append(&*self.clock, &*self.ids, &ProfileUpdated { user_id: owner }).await?;
            changed.push(owner);
        }
        if verification::withdraw(tx.conn(), owner, file_id).await? {
            changed.push(owner);
        }
        self.announcer.commit(tx.commit(), changed).await?;
        Ok(())
    }
}
