//! Turns staged bytes into a file of the caller's.

use kernel::{Cx, Failure, FileId, Outcome, UserId};
use media_contract::{MediaRefusal, MediaStored, MediaView, Moderation, StoreMedia};
use platform::Once;
use sea_orm::prelude::Uuid;

use crate::Service;
use crate::domain::blob;
use crate::domain::filename::display_name;
use crate::intake::{Format, why};
use crate::store::file::{self, Stored};
use crate::store::{content, leftover, quota};
use crate::view;

/// How often an upload is taken in anew when another one with the same bytes comes or goes at the same moment.
const TRIES: usize = 3;

/// What an upload turned out to hold.
pub(crate) enum Found {
    /// Bytes that are here already.
    Known(content::Model),
    /// New ones: their blobs are written and noted, their row is not there yet.
    Fresh(content::Model),
}

impl Service {
    pub(crate) async fn store_media(&self, cx: &Cx, req: StoreMedia) -> Outcome<MediaView, MediaRefusal> {
        let Some(owner) = cx.caller().user() else { return Err(MediaRefusal::NotFound.into()) };
        if let Some(earlier) = self.answered_before(cx, &req).await.transpose() {
            self.remove(&req.staged).await;
            return earlier;
        }
        let outcome = self.take_in(cx, &req, owner).await;
        match &outcome {
            Err(Failure::Refused(refusal)) => self.refuse(&req.staged, refusal).await,
            // Renditions of a failed attempt are left to the sweep: a commit whose answer was lost may own them.
            _ => self.discard(std::slice::from_ref(&req.staged)).await,
        }
        outcome
    }

    /// What an earlier delivery of the same call was told.
    async fn answered_before(&self, cx: &Cx, req: &StoreMedia) -> Outcome<Option<MediaView>, MediaRefusal> {
        // Only asked, not begun: rendering takes too long for a transaction, so the real one comes after it.
        if let Once::Replay(view) = self.db.once(&*self.clock, cx, req).await? {
            return Ok(Some(view));
        }
        match leftover::refusal_of(self.db.read(), &req.staged).await? {
            Some(refusal) => Err(refusal.into()),
            None => Ok(None),
        }
    }

    /// Finds out what came, and makes it a file.
    async fn take_in(&self, cx: &Cx, req: &StoreMedia, owner: UserId) -> Outcome<MediaView, MediaRefusal> {
        self.note(std::slice::from_ref(&req.staged)).await?;
        if req.size > self.settings.max_file_bytes() {
            return Err(MediaRefusal::FileTooLarge.into());
        }
        if !quota::has_room(self.db.read(), owner, 0, self.settings.quota()).await? {
            return Err(MediaRefusal::QuotaExceeded.into());
        }
        let format = self.format_of(&req.staged, req.size).await.map_err(why)?;
        for _ in 0..TRIES {
            let found = match format {
                Format::Picture => self.take_picture(req).await?,
                Format::Video => self.take_video(req).await?,
            };
            if let Some(view) = self.keep(cx, req, owner, found).await? {
                return Ok(view);
            }
        }
        Err(Failure::Unavailable)
    }

    /// Makes a content a file; `None` when the same bytes came or went meanwhile, and it has to be looked for again.
    async fn keep(
        &self,
        cx: &Cx,
        req: &StoreMedia,
        owner: UserId,
        found: Found,
    ) -> Outcome<Option<MediaView>, MediaRefusal> {
        let (content, fresh) = match found {
            Found::Known(content) if content.moderation() == Moderation::Rejected => {
                return Err(MediaRefusal::Rejected.into());
            }
            Found::Known(content) => (content, false),
            Found::Fresh(content) => (content, true),
        };
        let keys = if fresh { blob::keys(&content) } else { Vec::new() };
        let mut write = match self.db.once(&*self.clock, cx, req).await? {
            Once::Fresh(write) => write,
            Once::Replay(earlier) => {
                self.discard(&keys).await;
                return Ok(Some(earlier));
            }
        };
        let held = match fresh {
            true => content::insert(write.conn(), content.clone()).await?,
            false => content::hold(write.conn(), content.id).await?,
        };
        if !held {
            drop(write);
            self.discard(&keys).await;
            return Ok(None);
        }
        if !quota::charge(write.conn(), owner, content.stored_bytes, self.settings.quota()).await? {
            drop(write);
            self.discard(&keys).await;
            return Err(MediaRefusal::QuotaExceeded.into());
        }
        let moderation = content.moderation();
        let stored = Stored { file: self.row(req, owner, content.id), content };
        file::insert(write.conn(), stored.file.clone()).await?;
        if fresh {
            leftover::strike(write.conn(), &keys).await?;
        }
        let event = MediaStored { file_id: stored.file.file_id(), owner, moderation };
        write.append(&*self.clock, &*self.ids, &event).await?;
        Ok(Some(write.commit(view::own(&stored, &self.links, self.clock.now())).await?))
    }

    fn row(&self, req: &StoreMedia, owner: UserId, content: Uuid) -> file::Model {
        file::Model {
            id: FileId(self.ids.fresh()).0,
            owner_id: owner.0,
            content_id: content,
            filename: display_name(&req.filename),
            created_at: self.clock.now().as_millis(),
        }
    }
}
