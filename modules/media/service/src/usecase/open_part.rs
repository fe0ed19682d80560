//! A place for the next bytes of an upload.

use kernel::{Cx, Failure, Outcome};
use media_contract::{MediaRefusal, OpenPart, PartPlace};
use platform::Once;

use crate::Service;
use crate::domain::blob;
use crate::store::leftover;
use crate::sweep::GRACE;

/// Parts of one upload: a client that sends less than this many bytes at once on average sends too little.
const MOST_PARTS: i32 = 1000;

impl Service {
    pub(crate) async fn open_part(&self, cx: &Cx, req: OpenPart) -> Outcome<PartPlace, MediaRefusal> {
        let upload = self.upload(cx, req.upload).await?;
        let state = upload.state()?;
        if req.offset != state.offset {
            return Err(MediaRefusal::OffsetMismatch.into());
        }
        if upload.parts >= MOST_PARTS {
            return Err(MediaRefusal::TooManyUploads.into());
        }
        let write = match self.db.once(&*self.clock, cx, &req).await? {
            Once::Replay(place) => return Ok(place),
            Once::Fresh(write) => write,
        };
        let key = blob::part(req.upload, self.ids.fresh()).ok_or_else(|| Failure::internal("a part without a key"))?;
        leftover::note(write.conn(), std::slice::from_ref(&key), self.clock.now().after(GRACE)).await?;
        Ok(write.commit(PartPlace { key, room: state.length - state.offset }).await?)
    }
}
