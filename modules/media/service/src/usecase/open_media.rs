//! Where the bytes of a variant lie, for the owner, for our own modules, or with a signed link.

use kernel::{Caller, Cx, Failure, FieldError, Outcome};
use media_contract::{MediaKind, MediaRefusal, OpenMedia, OpenedMedia};
use media_picture::BOXES;

use crate::Service;
use crate::domain::blob::{self, Encoding};
use crate::domain::screening::is_published;
use crate::store::content::{self, Rendition};
use crate::store::file::Stored;

/// For how long the owner's own client may keep a file: its bytes never change.
const OWNERS_MAX_AGE_S: u64 = 3600;

impl Service {
    pub(crate) async fn open_media(&self, cx: &Cx, req: OpenMedia) -> Outcome<OpenedMedia, MediaRefusal> {
        let stored = self.shelf.find(req.file).await?.ok_or(MediaRefusal::NotFound)?;
        let max_age_s = self.may_open(cx, &req, &stored).ok_or(MediaRefusal::NotFound)?;
        let owner = stored.file.owner();
        match part(&stored.content, req.variant.as_deref())? {
            Part::Video => Ok(OpenedMedia {
                blob: blob::video(stored.content.id).ok_or_else(no_key)?,
                mime: stored.content.mime.clone(),
                length: u64::try_from(stored.content.original_bytes).map_err(Failure::internal)?,
                etag: format!("{}-video", stored.content.id.simple()),
                max_age_s,
                owner,
            }),
            Part::Picture(rendition) => {
                let encoding = if req.webp { Encoding::WebP } else { Encoding::Jpeg };
                Ok(OpenedMedia {
                    blob: blob::rendition(stored.content.id, rendition.fits, encoding).ok_or_else(no_key)?,
                    mime: encoding.mime().to_owned(),
                    length: match encoding {
                        Encoding::WebP => rendition.webp,
                        Encoding::Jpeg => rendition.jpeg,
                    },
                    // The bytes under a content's id never change, so their names validate them.
                    etag: format!("{}-{}-{}", stored.content.id.simple(), rendition.fits, encoding.extension()),
                    max_age_s,
                    owner,
                })
            }
        }
    }

    /// For how many seconds the answer may be kept; `None` when the caller may not know that the file exists.
    fn may_open(&self, cx: &Cx, req: &OpenMedia, stored: &Stored) -> Option<u64> {
        let owner = stored.file.owner();
        match cx.caller() {
            Caller::User { user, .. } if *user == owner => return Some(OWNERS_MAX_AGE_S),
            // Somebody else asked it to: the rest of what they may see is its question, this much is ours.
            Caller::Service { .. } => return self.is_published(stored).then_some(OWNERS_MAX_AGE_S),
            Caller::User { .. } | Caller::Anonymous => {}
        }
        let now = self.clock.now();
        let proof = req.proof.as_ref().filter(|proof| self.links.holds(req.file, proof, now))?;
        // A link for nobody in particular was made for our own modules, which may look at what waits for a review.
        let allowed = proof.viewer.is_none_or(|viewer| viewer == owner) || self.is_published(stored);
        u64::try_from(proof.expires - now.as_secs()).ok().filter(|_| allowed)
    }

    /// Whether others than the owner may see it.
    pub(crate) fn is_published(&self, stored: &Stored) -> bool {
        is_published(stored.content.moderation(), self.settings.publish_unchecked)
    }
}

fn no_key() -> Failure<MediaRefusal> {
    Failure::internal("a content's id is not a key")
}

/// What of a content is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Video,
    Picture(Rendition),
}

/// The video, unless a picture of it is asked for; of a picture, the rendition of this name or the largest.
fn part(content: &content::Model, variant: Option<&str>) -> Result<Part, MediaRefusal> {
    let variant = match (content.media_kind(), variant) {
        (MediaKind::Video, None) => return Ok(Part::Video),
        (MediaKind::Video, Some("poster")) => None,
        (_, variant) => variant,
    };
    choose(&content.renditions.0, variant).map(Part::Picture)
}

/// The rendition of this name, or the largest. A small picture has no rendition for a large box: its largest one is
/// already as large as it gets.
fn choose(renditions: &[Rendition], variant: Option<&str>) -> Result<Rendition, MediaRefusal> {
    let wanted = match variant {
        None => u32::MAX,
        Some(name) => *BOXES.iter().find(|fits| fits.to_string() == name).ok_or_else(unknown_variant)?,
    };
    let fitting = renditions.iter().find(|rendition| rendition.fits >= wanted);
    fitting.or(renditions.last()).copied().ok_or(MediaRefusal::NotFound)
}

fn unknown_variant() -> MediaRefusal {
    let message = "Variants are 200, 640, 1080 and 1920, and poster of a video.";
    MediaRefusal::Invalid(vec![FieldError::new("variant", "unknown_variant", message)])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_picture_answers_for_every_larger_box() {
        let sizes = [200, 640].map(|fits| Rendition { fits, width: fits, height: fits, webp: 1, jpeg: 1 });
        let chosen = |name| choose(&sizes, name).map(|rendition| rendition.fits);
        assert_eq!(chosen(None), Ok(640));
        assert_eq!(chosen(Some("200")), Ok(200));
        assert_eq!(chosen(Some("640")), Ok(640));
        assert_eq!(chosen(Some("1920")), Ok(640));
        for unknown in ["", "0200", "300", "-1", "99999999999", "../200", "poster"] {
            assert_eq!(chosen(Some(unknown)), Err(unknown_variant()), "{unknown:?}");
        }
    }
}
