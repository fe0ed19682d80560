//! Takes a photo off the caller's profile; the file stays theirs.

use kernel::{Cx, Outcome};
use profile_contract::{Photos, ProfileRefusal, RemovePhoto};

use crate::Service;
use crate::domain::person::Person;
use crate::domain::photos;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn remove_photo(&self, cx: &Cx, req: RemovePhoto) -> Outcome<Photos, ProfileRefusal> {
        let pictures = self.own_album(cx, actor(cx)?).await?;
        let decide = |me: &Person, now| {
            let photos = photos::remove(me.photos.clone(), req.file)?;
            Ok(me.with_photos(photos, now))
        };
        self.change(cx, &req, decide, |me| Photos { photos: photos::arranged(&me.photos, &pictures) }).await
    }
}
