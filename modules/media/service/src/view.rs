//! How a stored file looks from outside.

use kernel::{Picture, PictureVariant, Timestamp, UserId};
use media_contract::{LinkProof, MediaView};

use crate::domain::link::Links;
use crate::store::file::Stored;

/// A picture with links for a viewer that were proved at `now`.
pub fn picture(stored: &Stored, links: &Links, viewer: Option<UserId>, now: Timestamp) -> Picture {
    let file = stored.file.file_id();
    let proof = links.prove(file, viewer, now);
    Picture {
        file_id: file,
        url: links.url(file, None, &proof),
        width: pixels(stored.content.width),
        height: pixels(stored.content.height),
        blurhash: stored.content.blurhash.clone(),
        variants: variants(stored, links, &proof),
    }
}

/// A file as its owner sees it, with links for a viewer.
pub fn media(stored: &Stored, links: &Links, viewer: Option<UserId>, now: Timestamp) -> MediaView {
    let Picture { file_id, url, width, height, blurhash, variants } = picture(stored, links, viewer, now);
    let content = &stored.content;
    let largest = content.renditions.0.last().map(|largest| largest.webp);
    let video = content.duration_ms.map(|_| u64::try_from(content.original_bytes).unwrap_or(0));
    MediaView {
        file_id,
        filename: stored.file.filename.clone(),
        size: video.or(largest).unwrap_or(0),
        url,
        kind: content.media_kind(),
        mime: content.mime.clone(),
        width,
        height,
        duration_ms: content.duration_ms.and_then(|millis| u64::try_from(millis).ok()),
        blurhash,
        variants,
        moderation: content.moderation(),
        created_at: Timestamp::from_millis(stored.file.created_at),
    }
}

/// A file as its owner sees it, with links for them.
pub fn own(stored: &Stored, links: &Links, now: Timestamp) -> MediaView {
    media(stored, links, Some(stored.file.owner()), now)
}

fn variants(stored: &Stored, links: &Links, proof: &LinkProof) -> Vec<PictureVariant> {
    let file = stored.file.file_id();
    let variant = |fits: u32, width, height| {
        let name = fits.to_string();
        PictureVariant { url: links.url(file, Some(&name), proof), name, width, height }
    };
    stored.content.renditions.0.iter().map(|size| variant(size.fits, size.width, size.height)).collect()
}

fn pixels(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}
