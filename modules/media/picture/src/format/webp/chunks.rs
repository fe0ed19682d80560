//! A walk over the chunks of a WebP file (RFC 9649, 2.3 to 2.7) that decodes nothing.

use crate::PictureRefusal;

/// What is shown of a WebP file.
#[derive(Default)]
pub struct File<'a> {
    /// Width and height of the canvas, if the file says more than a frame would.
    pub canvas: Option<(u32, u32)>,
    /// Whether the frame is the first of several.
    pub animated: bool,
    /// The frame.
    pub frame: Frame<'a>,
    /// Colour profile.
    pub icc: Option<&'a [u8]>,
    /// Exif.
    pub exif: Option<&'a [u8]>,
}

/// One frame.
#[derive(Default)]
pub struct Frame<'a> {
    /// Columns of the canvas to the left of it.
    pub left: u32,
    /// Rows of the canvas above it.
    pub top: u32,
    /// Its size by the chunk around it, in an animation.
    pub claimed: Option<(u32, u32)>,
    /// A VP8 key frame.
    pub lossy: Option<&'a [u8]>,
    /// A VP8L picture.
    pub lossless: Option<&'a [u8]>,
    /// The opacity of a VP8 frame.
    pub alpha: Option<&'a [u8]>,
}

impl Frame<'_> {
    /// Width and height by the coded data.
    ///
    /// # Errors
    /// `Corrupt` without data, or with data whose header makes no sense.
    pub fn size(&self) -> Result<(u32, u32), PictureRefusal> {
        match (self.lossy, self.lossless) {
            (Some(data), _) => lossy_size(data),
            (None, Some(data)) => lossless_size(data),
            (None, None) => None,
        }
        .ok_or(PictureRefusal::Corrupt)
    }
}

impl<'a> File<'a> {
    /// Walks through a file that is as long as it says.
    ///
    /// # Errors
    /// `Corrupt` for chunks that are cut short.
    pub fn read(bytes: &'a [u8]) -> Result<Self, PictureRefusal> {
        let size = bytes.get(4..).and_then(little_endian).ok_or(PictureRefusal::Corrupt)?;
        let body = usize::try_from(size).ok().and_then(|size| bytes.get(12..size.checked_add(8)?));
        let mut file = Self::default();
        let mut framed = false;
        for chunk in Chunks(body.ok_or(PictureRefusal::Corrupt)?) {
            let (name, body) = chunk?;
            match name {
                b"VP8X" => file.canvas = Some(canvas(body).ok_or(PictureRefusal::Corrupt)?),
                b"ICCP" => file.icc = file.icc.or(Some(body)),
                b"EXIF" => file.exif = file.exif.or(Some(body)),
                b"ANMF" if !file.animated => {
                    file.animated = true;
                    file.frame = animated(body)?;
                }
                // What follows the picture of a file without a canvas is not part of it.
                _ if !file.animated && !framed => {
                    file.frame.take(name, body);
                    framed = file.canvas.is_none() && file.frame.is_there();
                }
                _ => {}
            }
        }
        if file.frame.is_there() { Ok(file) } else { Err(PictureRefusal::Corrupt) }
    }
}

impl<'a> Frame<'a> {
    fn take(&mut self, name: &[u8; 4], body: &'a [u8]) {
        let place = match name {
            b"VP8 " => &mut self.lossy,
            b"VP8L" => &mut self.lossless,
            b"ALPH" => &mut self.alpha,
            _ => return,
        };
        place.get_or_insert(body);
    }

    fn is_there(&self) -> bool {
        self.lossy.is_some() != self.lossless.is_some()
    }
}

/// 2.7.1.1: place and size less one in 24 bits each, places halved; then duration and flags, then chunks.
fn animated(body: &[u8]) -> Result<Frame<'_>, PictureRefusal> {
    let &[x0, x1, x2, y0, y1, y2, w0, w1, w2, h0, h1, h2, _, _, _, _, ref rest @ ..] = body else {
        return Err(PictureRefusal::Corrupt);
    };
    let number = |low, middle, high| u32::from_le_bytes([low, middle, high, 0]);
    let mut frame = Frame {
        left: 2 * number(x0, x1, x2),
        top: 2 * number(y0, y1, y2),
        claimed: Some((number(w0, w1, w2) + 1, number(h0, h1, h2) + 1)),
        ..Frame::default()
    };
    for chunk in Chunks(rest) {
        let (name, body) = chunk?;
        frame.take(name, body);
    }
    Ok(frame)
}

/// 2.7: flags, three reserved bytes, then canvas width and height less one in 24 bits each.
fn canvas(body: &[u8]) -> Option<(u32, u32)> {
    let &[_, _, _, _, w0, w1, w2, h0, h1, h2, ..] = body else { return None };
    Some((u32::from_le_bytes([w0, w1, w2, 0]) + 1, u32::from_le_bytes([h0, h1, h2, 0]) + 1))
}

/// RFC 6386, 9.1: three bytes of tag, a start code, then 14 bits of width and of height.
fn lossy_size(body: &[u8]) -> Option<(u32, u32)> {
    let &[_, _, _, 0x9D, 0x01, 0x2A, w0, w1, h0, h1, ..] = body else { return None };
    let side = |low, high| u32::from(u16::from_le_bytes([low, high]) & 0x3FFF);
    Some((side(w0, w1), side(h0, h1)))
}

/// RFC 9649, 3.4: a signature byte, then 14 bits of width less one and of height less one.
fn lossless_size(body: &[u8]) -> Option<(u32, u32)> {
    let (0x2F, rest) = body.split_first()? else { return None };
    let bits = little_endian(rest)?;
    Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
}

/// Chunks one after the other: a name, a size, that many bytes, and one of padding when they are odd.
struct Chunks<'a>(&'a [u8]);

impl<'a> Iterator for Chunks<'a> {
    type Item = Result<(&'a [u8; 4], &'a [u8]), PictureRefusal>;

    fn next(&mut self) -> Option<Self::Item> {
        let (name, rest) = self.0.split_first_chunk::<4>()?;
        let (size, rest) = rest.split_first_chunk::<4>()?;
        let size = usize::try_from(u32::from_le_bytes(*size)).unwrap_or(usize::MAX);
        let Some((body, behind)) = rest.split_at_checked(size) else {
            self.0 = &[];
            return Some(Err(PictureRefusal::Corrupt));
        };
        self.0 = behind.get(size % 2..).unwrap_or_default();
        Some(Ok((name, body)))
    }
}

fn little_endian(bytes: &[u8]) -> Option<u32> {
    bytes.first_chunk::<4>().map(|four| u32::from_le_bytes(*four))
}
