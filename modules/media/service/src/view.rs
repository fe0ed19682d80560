//! How a stored file looks from outside.

use kernel::{Picture, PictureVariant, Timestamp};
use media_contract::{LinkProof, MediaView, Moderation};

use crate::domain::blob::Encoding;
use crate::domain::link::Links;
use crate::store::file::Model;

/// A picture with links that were proved at `now`.
pub fn picture(file: &Model, links: &Links, now: Timestamp) -> Picture {
    let proof = links.prove(file.file_id(), now);
    Picture {
        file_id: file.file_id(),
        url: links.url(file.file_id(), None, &proof),
        width: pixels(file.width),
        height: pixels(file.height),
        blurhash: file.blurhash.clone(),
        variants: variants(file, links, &proof),
    }
}

/// A file as its owner sees it.
pub fn media(file: &Model, links: &Links, now: Timestamp) -> MediaView {
    let Picture { file_id, url, width, height, blurhash, variants } = picture(file, links, now);
    MediaView {
        file_id,
        filename: file.filename.clone(),
        size: file.renditions.0.last().map_or(0, |largest| largest.webp),
        url,
        kind: "image".to_owned(),
        mime: Encoding::WebP.mime().to_owned(),
        width,
        height,
        blurhash,
        variants,
        moderation: moderation(&file.moderation),
        created_at: Timestamp::from_millis(file.created_at),
    }
}

/// The stored word for [`Moderation::Unchecked`].
pub const UNCHECKED: &str = "unchecked";

/// A word nobody stored is not an approval.
fn moderation(stored: &str) -> Moderation {
    match stored {
        "approved" => Moderation::Approved,
        "rejected" => Moderation::Rejected,
        _ => Moderation::Unchecked,
    }
}

fn variants(file: &Model, links: &Links, proof: &LinkProof) -> Vec<PictureVariant> {
    let variant = |fits: u32, width, height| {
        let name = fits.to_string();
        PictureVariant { url: links.url(file.file_id(), Some(&name), proof), name, width, height }
    };
    file.renditions.0.iter().map(|size| variant(size.fits, size.width, size.height)).collect()
}

fn pixels(stored: i32) -> u32 {
    u32::try_from(stored).unwrap_or(0)
}
