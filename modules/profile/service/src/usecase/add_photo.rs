//! Adds one of the caller's files to their profile.

use std::sync::Arc;

use kernel::{Cx, Failure, Outcome, Picture};
use media_contract::DescribeMedia;
use profile_contract::{AddPhoto, Photos, ProfileRefusal};

use crate::Service;
use crate::domain::person::Person;
use crate::domain::photos;
use crate::viewer::actor;

impl Service {
    pub(crate) async fn add_photo(&self, cx: &Cx, req: AddPhoto) -> Outcome<Photos, ProfileRefusal> {
        let me = actor(cx)?;
        let known = self.own_album(cx, me).await?;
        let request = DescribeMedia { files: vec![req.file], owner: Some(me) };
        let described = self.media.describe_media(cx, request).await.map_err(Failure::unexpected)?.pictures;
        if !described.iter().any(|picture| picture.file_id == req.file) {
            return Err(ProfileRefusal::PhotoNotFound.into());
        }
        let pictures: Arc<[Picture]> = known.iter().cloned().chain(described).collect();
        let decide = |me: &Person, now| {
            let photos = photos::add(me.photos.clone(), req.file, req.position)?;
            Ok(me.with_photos(photos, now))
        };
        self.change(cx, &req, decide, |me| Photos { photos: photos::arranged(&me.photos, &pictures) }).await
    }
}
