//! Puts the caller's photos in another order; the first is the avatar.

use kernel::{Cx, Outcome};
use profile_contract::{OrderPhotos, Photos, ProfileRefusal};

use crate::Service;
use crate::domain::person::Person;
use crate::domain::photos;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn order_photos(&self, cx: &Cx, req: OrderPhotos) -> Outcome<Photos, ProfileRefusal> {
        let pictures = self.own_album(cx, actor(cx)?).await?;
        let decide = |me: &Person, now| {
            let photos = photos::order(&me.photos, req.files.clone())?;
            Ok(me.with_photos(photos, now))
        };
        self.change(cx, &req, decide, |me| Photos { photos: photos::arranged(&me.photos, &pictures) }).await
    }
}
