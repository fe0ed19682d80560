//! Where the bytes of a variant lie, for the owner or with a signed link.

use kernel::{Caller, Cx, Failure, FieldError, Outcome};
use media_contract::{MediaRefusal, OpenMedia, OpenedMedia};

use crate::Service;
use crate::domain::blob::{self, Encoding};
use crate::domain::picture::BOXES;
use crate::store::file::{Model, Rendition};

/// For how long the owner's own client may keep a file: its bytes never change.
const OWNERS_MAX_AGE_S: u64 = 3600;

impl Service {
    pub(crate) async fn open_media(&self, cx: &Cx, req: OpenMedia) -> Outcome<OpenedMedia, MediaRefusal> {
        let file = self.shelf.find(req.file).await?.ok_or(MediaRefusal::NotFound)?;
        let max_age_s = self.may_open(cx, &req, &file).ok_or(MediaRefusal::NotFound)?;
        let rendition = choose(&file.renditions.0, req.variant.as_deref())?;
        let encoding = if req.webp { Encoding::WebP } else { Encoding::Jpeg };
        let key = blob::key(req.file, rendition.fits, encoding);
        Ok(OpenedMedia {
            blob: key.ok_or_else(|| Failure::internal("a file id is not a key"))?,
            mime: encoding.mime().to_owned(),
            length: match encoding {
                Encoding::WebP => rendition.webp,
                Encoding::Jpeg => rendition.jpeg,
            },
            // The bytes under a file's id never change, so their names validate them.
            etag: format!("{}-{}-{}", req.file.0.simple(), rendition.fits, encoding.extension()),
            max_age_s,
        })
    }

    /// For how many seconds the answer may be kept; `None` when the caller may not know that the file exists.
    fn may_open(&self, cx: &Cx, req: &OpenMedia, file: &Model) -> Option<u64> {
        let trusted = match cx.caller() {
            Caller::User { user, .. } => *user == file.owner(),
            Caller::Service { .. } => true,
            Caller::Anonymous => false,
        };
        if trusted {
            return Some(OWNERS_MAX_AGE_S);
        }
        let now = self.clock.now();
        let proof = req.proof.as_ref().filter(|proof| self.links.holds(req.file, proof, now))?;
        u64::try_from(proof.expires - now.as_secs()).ok()
    }
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
    MediaRefusal::Invalid(vec![FieldError::new("variant", "unknown_variant", "Variants are 200, 640, 1080 and 1920.")])
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
        for unknown in ["", "0200", "300", "-1", "99999999999", "../200"] {
            assert_eq!(chosen(Some(unknown)), Err(unknown_variant()), "{unknown:?}");
        }
    }
}
