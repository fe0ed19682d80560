//! Adds one of the caller's files to their profile.

use std::sync::Arc;

use kernel::{Cx, Failure, FileId, Outcome, Picture, UserId};
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
        let added = self.own_file(cx, me, req.file).await?;
        let pictures: Arc<[Picture]> = known.iter().cloned().chain([added]).collect();
        let decide = |me: &Person, now| {
            let photos = photos::add(me.photos.clone(), req.file, req.position)?;
            Ok(me.with_photos(photos, now))
        };
        self.change(cx, &req, decide, |me| Photos { photos: photos::arranged(&me.photos, &pictures) }).await
    }

    /// A picture among the acting person's own files.
    pub(crate) async fn own_file(&self, cx: &Cx, me: UserId, file: FileId) -> Outcome<Picture, ProfileRefusal> {
        let request = DescribeMedia { files: vec![file], owner: Some(me), viewer: Some(me) };
        let described = self.media.describe_media(cx, request).await.map_err(Failure::unexpected)?.pictures;
        let found = described.into_iter().find(|picture| picture.file_id == file);
        Ok(found.ok_or(ProfileRefusal::PhotoNotFound)?)
    }
}
