//! A picture as anybody who may see it sees it: links that work for a while, and what is needed to lay it out.

use serde::{Deserialize, Serialize};

use crate::FileId;

/// A stored picture with signed links.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Picture {
    /// The file.
    pub file_id: FileId,
    /// The largest variant's link.
    pub url: String,
    /// Width of the upright picture in pixels.
    pub width: u32,
    /// Height of the upright picture in pixels.
    pub height: u32,
    /// A tiny placeholder in the BlurHash format.
    pub blurhash: String,
    /// All sizes, smallest first.
    pub variants: Vec<PictureVariant>,
}

/// One size of a picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct PictureVariant {
    /// `200`, `640`, `1080` or `1920`: the longest side it was made for, in pixels.
    pub name: String,
    /// Its link.
    pub url: String,
    /// Its width in pixels.
    pub width: u32,
    /// Its height in pixels.
    pub height: u32,
}
