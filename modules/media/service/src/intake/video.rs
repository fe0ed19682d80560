//! Videos: kept as they came, with their metadata blanked, and a picture taken out of them where that can be done.

use std::time::Duration;

use aws_lc_rs::digest::{Context, SHA256};
use bytes::BytesMut;
use futures_util::TryStreamExt;
use kernel::{BlobFailure, BlobKey, BlobRange, Failure, Outcome};
use media_container::Fault;
use media_container::video::{Kind, Probe, Video, Wanted, apply};
use media_contract::{MediaKind, MediaRefusal, Moderation, StoreMedia};

use super::picture::{kept, sizes, thousandths};
use super::{Digest, count, pixels, poster, taken, why};
use crate::Service;
use crate::domain::blob;
use crate::domain::screening::screen_poster;
use crate::store::content::{self, Renditions, kind_word};
use crate::studio::{Developed, StudioFailure};
use crate::usecase::store_media::Found;

impl Service {
    /// Finds the staged video's content, or keeps it.
    pub(crate) async fn take_video(&self, req: &StoreMedia) -> Outcome<Found, MediaRefusal> {
        if req.size > self.settings.max_video_bytes {
            return Err(MediaRefusal::FileTooLarge.into());
        }
        let video = self.probe(&req.staged, req.size).await?;
        if Duration::from_millis(video.duration_ms) > self.settings.longest_video() {
            return Err(MediaRefusal::VideoTooLong.into());
        }
        let mut content = self.fresh_content(req, &video);
        let key = blob::video(content.id).ok_or_else(|| Failure::internal("a content's id is not a key"))?;
        self.note(std::slice::from_ref(&key)).await?;
        let digest = self.scrubbed(&req.staged, &key, &video).await.map_err(|failure| why(failure.into()))?;
        if let Some(known) = content::of_digest(self.db.read(), &digest).await? {
            self.discard(std::slice::from_ref(&key)).await;
            return Ok(Found::Known(known));
        }
        content.digest = Some(digest);
        self.add_poster(&mut content, &key, &video).await?;
        Ok(Found::Fresh(content))
    }

    fn fresh_content(&self, req: &StoreMedia, video: &Video) -> content::Model {
        content::Model {
            id: self.ids.fresh(),
            digest: None,
            kind: kind_word(MediaKind::Video).to_owned(),
            mime: video.mime().to_owned(),
            width: pixels(video.width),
            height: pixels(video.height),
            duration_ms: Some(count(video.duration_ms)),
            blurhash: String::new(),
            renditions: Renditions(Vec::new()),
            original_bytes: count(req.size),
            stored_bytes: count(req.size),
            moderation: Moderation::Unchecked.as_str().to_owned(),
            explicit: None,
            uses: 1,
            created_at: self.clock.now().as_millis(),
        }
    }

    /// Reads the few parts of a video that tell what it is.
    async fn probe(&self, staged: &BlobKey, size: u64) -> Outcome<Video, MediaRefusal> {
        let mut probe = Probe::new(size);
        loop {
            match probe.wants() {
                Wanted::Done(video) => return Ok(video),
                Wanted::Read(range) => {
                    let range = BlobRange { start: range.start, end: range.end };
                    let part = self.part_of(staged, range).await.map_err(|failure| why(failure.into()))?;
                    probe.feed(&part).map_err(refusal)?;
                }
            }
        }
    }

    /// Copies a video without its metadata; the digest of what came.
    async fn scrubbed(&self, from: &BlobKey, to: &BlobKey, video: &Video) -> Result<Digest, BlobFailure> {
        let mut bytes = self.blobs.stream(from, None).await?;
        let mut writer = self.blobs.create(to).await?;
        let mut digest = Context::new(&SHA256);
        let mut at = 0;
        while let Some(chunk) = bytes.try_next().await? {
            digest.update(&chunk);
            let length = chunk.len() as u64;
            let mut chunk = BytesMut::from(chunk);
            apply(&video.scrub, at, &mut chunk);
            writer.write(chunk.freeze()).await?;
            at += length;
        }
        writer.finish().await?;
        Ok(digest.finish().as_ref().to_vec())
    }

    /// Adds a picture of the video, if there can be one, and what the classifier makes of it.
    async fn add_poster(
        &self,
        content: &mut content::Model,
        key: &BlobKey,
        video: &Video,
    ) -> Outcome<(), MediaRefusal> {
        let duration = Duration::from_millis(video.duration_ms);
        let seat = self.studio.seat().await.map_err(why)?;
        let demuxer = match video.kind {
            Kind::Mp4 => "mov",
            Kind::WebM => "matroska",
        };
        let Some(picture) = poster::take(&self.settings.ffmpeg, &*self.blobs, key, demuxer, duration).await else {
            return Ok(());
        };
        let developed = match seat.develop(picture).await {
            Ok(developed) => developed,
            Err(failure @ StudioFailure::Refused(_)) => {
                tracing::warn!(%failure, "the picture of a video is not taken");
                return Ok(());
            }
            Err(failure) => return Err(why(failure)),
        };
        let Developed { rendered, sight } = developed;
        let verdict = screen_poster(self.settings.nsfw, self.settings.thresholds(), sight);
        content.moderation = taken(verdict)?.as_str().to_owned();
        content.explicit = thousandths(sight);
        content.blurhash.clone_from(&rendered.blurhash);
        let renditions = sizes(&rendered);
        content.stored_bytes = content.stored_bytes.saturating_add(kept(&renditions));
        content.renditions = Renditions(renditions);
        self.note(&blob::keys(content)).await?;
        self.put(content.id, rendered).await.map_err(why)
    }
}

fn refusal(fault: Fault) -> Failure<MediaRefusal> {
    match fault {
        Fault::Unsupported(_) | Fault::TooComplex(_) => MediaRefusal::UnsupportedMedia.into(),
        Fault::Corrupt(_) => MediaRefusal::CorruptVideo.into(),
    }
}
