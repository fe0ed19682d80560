//! What happens to an uploaded picture between its raw bytes and the files that are served.
//!
//! A picture is believed only as far as it decodes. Its format comes from its content, its dimensions are read and
//! judged before a single pixel is unpacked, and nothing of the original file survives: every rendition is encoded
//! anew from upright pixels, so metadata (position, camera, thumbnail, trailing data) cannot be served by accident.
//!
//! Everything here is synchronous and pure; the caller decides on which thread and how many at a time.

mod encode;
mod format;
mod plan;
mod planar;
mod profile;
mod resample;
mod scale;
#[cfg(test)]
mod tests;

pub use format::sniff;
pub use plan::{BOXES, Plan};

/// What a picture may cost before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureLimits {
    /// Most pixels (width x height) a header may announce.
    pub max_pixels: u64,
    /// Longest side a header may announce, in pixels.
    pub max_side: u32,
    /// Most bytes that decoding may hold at once, by [`PictureHeader::memory`].
    pub max_memory: u64,
}

impl Default for PictureLimits {
    /// 40 megapixels, 16,384 pixels a side, 288 MiB while decoding: enough for 40 megapixels of everything but AVIF with
    /// more than 8 bits in 4:4:4.
    fn default() -> Self {
        Self { max_pixels: 40_000_000, max_side: 16_384, max_memory: 288 << 20 }
    }
}

/// The formats that are accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureFormat {
    /// ITU-T T.81, baseline and progressive, 8 bits.
    Jpeg,
    /// W3C PNG; of an animated one the default image.
    Png,
    /// Google WebP, lossy and lossless; of an animated one the first frame.
    WebP,
    /// CompuServe GIF, the first frame.
    Gif,
    /// AVIF, the primary picture.
    Avif,
}

/// What a file says about itself before it is decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PictureHeader {
    /// Format by content.
    pub format: PictureFormat,
    /// Stored width in pixels, before anything is cut off or turned.
    pub width: u32,
    /// Stored height in pixels, before anything is cut off or turned.
    pub height: u32,
    /// Upper bound of what decoding and shrinking will hold at once beside the file, in bytes. What encoding the
    /// renditions holds later, up to some 75 MiB, is not in it.
    pub memory: u64,
}

/// Why a picture is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureRefusal {
    /// The content is not one of the accepted formats, or uses a part of it that nothing here decodes.
    #[error("the file is not a JPEG, PNG, WebP, GIF or AVIF picture")]
    Unsupported,
    /// The header announces more than [`PictureLimits`] allow.
    #[error("the picture has too many pixels")]
    TooLarge,
    /// The content is damaged or cut short.
    #[error("the picture is damaged")]
    Corrupt,
    /// An encoder of ours failed; the picture is not to blame.
    #[error("the picture could not be rendered: {0}")]
    Failed(&'static str),
}

/// Upright, metadata-free renditions of one picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendered {
    /// Format of the original.
    pub format: PictureFormat,
    /// Width of the upright original in pixels.
    pub width: u32,
    /// Height of the upright original in pixels.
    pub height: u32,
    /// Placeholder after <https://blurha.sh>: 4 x 3 components, 3 x 4 for a portrait; 28 characters.
    pub blurhash: String,
    /// Pixels for whoever looks at what is in the picture.
    pub preview: Preview,
    /// Renditions, smallest first, never empty, never larger than the original.
    pub renditions: Vec<Rendition>,
}

/// One size of a picture in both encodings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rendition {
    /// The box it was fitted into, one of [`BOXES`].
    pub fits: u32,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Lossy WebP, transparency kept. Empty when the plan leaves it out.
    pub webp: Vec<u8>,
    /// JPEG for clients without WebP, transparency laid over white. Empty when the plan leaves it out.
    pub jpeg: Vec<u8>,
}

/// Upright pixels in the sRGB colour space, without transparency: laid over white.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Red, green and blue of each pixel, row by row: `width * height * 3` bytes.
    pub rgb: Vec<u8>,
}

/// Reads format, dimensions and cost from the header, and judges them, without decoding anything.
///
/// # Errors
/// `Unsupported` for foreign content, `Corrupt` for a header that makes no sense or a file that is visibly cut short,
/// `TooLarge` above `limits`.
pub fn inspect(bytes: &[u8], limits: &PictureLimits) -> Result<PictureHeader, PictureRefusal> {
    judged(bytes, limits, &Plan::PRODUCT)
}

fn judged(bytes: &[u8], limits: &PictureLimits, plan: &Plan) -> Result<PictureHeader, PictureRefusal> {
    let header = format::header(bytes, plan.largest())?;
    if header.width == 0 || header.height == 0 {
        return Err(PictureRefusal::Corrupt);
    }
    let pixels = u64::from(header.width) * u64::from(header.height);
    let side = header.width.max(header.height);
    if side > limits.max_side || pixels > limits.max_pixels || header.memory > limits.max_memory {
        return Err(PictureRefusal::TooLarge);
    }
    Ok(header)
}

/// Turns an uploaded file into the renditions of [`Plan::PRODUCT`].
///
/// # Errors
/// What [`inspect`] refuses, and `Corrupt` when the pixels cannot be decoded completely.
pub fn render(bytes: &[u8], limits: &PictureLimits) -> Result<Rendered, PictureRefusal> {
    render_with(bytes, limits, &Plan::PRODUCT)
}

/// Turns an uploaded file into the renditions of a plan.
///
/// # Errors
/// As [`render`], and `Failed` for a plan whose boxes are not as it says.
pub fn render_with(bytes: &[u8], limits: &PictureLimits, plan: &Plan) -> Result<Rendered, PictureRefusal> {
    if !plan.is_sound() {
        return Err(PictureRefusal::Failed("plan"));
    }
    let header = judged(bytes, limits, plan)?;
    let decoded = format::decode(bytes, &header, plan.largest())?;
    let mut scaled = scale::scale(decoded, plan)?;
    let mut renditions =
        scaled.images.iter().map(|fitted| encode::rendition(fitted, plan)).collect::<Result<Vec<_>, _>>()?;
    renditions.reverse();
    let smallest = scaled.images.last().ok_or(PictureRefusal::Failed("no rendition"))?;
    let blurhash = encode::blurhash(&smallest.image)?;
    let preview = scaled.images.iter().position(|fitted| fitted.fits <= PREVIEW).unwrap_or(scaled.images.len() - 1);
    Ok(Rendered {
        format: header.format,
        width: scaled.width,
        height: scaled.height,
        blurhash,
        preview: encode::preview(scaled.images.swap_remove(preview).image),
        renditions,
    })
}

/// The box of the rendition whose pixels are the preview.
const PREVIEW: u32 = 640;
