//! A file of the caller's.

use kernel::{Cx, Outcome};
use media_contract::{GetMedia, MediaRefusal, MediaView};

use crate::{Service, view};

impl Service {
    pub(crate) async fn get_media(&self, cx: &Cx, req: GetMedia) -> Outcome<MediaView, MediaRefusal> {
        let stored = self.shelf.find(req.file).await?.ok_or(MediaRefusal::NotFound)?;
        if cx.caller().user() != Some(stored.file.owner()) {
            return Err(MediaRefusal::NotFound.into());
        }
        Ok(view::own(&stored, &self.links, self.clock.now()))
    }
}
