//! GIF (CompuServe GIF89a and GIF87a): the first frame on its screen.

use std::num::NonZeroU64;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, Frame, MemoryLimit};
use image::metadata::Orientation;
use image::{DynamicImage, RgbImage, RgbaImage};

use crate::format::{Decoded, Pixels};
use crate::profile::Profile;
use crate::{PictureFormat, PictureHeader, PictureRefusal, scale};

/// Room for what the decoder keeps beside the pixels: extensions that it collects.
const SIDE_DATA: u64 = 1 << 20;

/// Dimensions and cost by the screen and the first frame: a small screen could hide a huge frame, so the larger one
/// counts.
pub fn header(bytes: &[u8], wanted: u32) -> Result<PictureHeader, PictureRefusal> {
    let mut decoder = open(bytes, SIDE_DATA)?;
    let (width, height) = (decoder.width(), decoder.height());
    let frame = first(&mut decoder)?;
    if width == 0 || height == 0 || frame.width == 0 || frame.height == 0 {
        return Err(PictureRefusal::Corrupt);
    }
    let (width, height) = (width.max(frame.width).into(), height.max(frame.height).into());
    // Places in the palette for the frame, colours for the screen.
    let pixels = u64::from(width) * u64::from(height);
    let memory = 4 * pixels + (pixels + SIDE_DATA).max(scale::cost((width, height), wanted, 4, scale::PACKED));
    Ok(PictureHeader { format: PictureFormat::Gif, width, height, memory })
}

/// Decodes a file whose header was judged.
///
/// # Errors
/// `Corrupt` for damaged or missing data, and for a frame that does not lie on the screen.
pub fn decode(bytes: &[u8], header: &PictureHeader) -> Result<Decoded, PictureRefusal> {
    let mut decoder = open(bytes, header.memory)?;
    let (width, height) = (decoder.width(), decoder.height());
    let frame = first(&mut decoder)?;
    let inside = |from: u16, length: u16, room: u16| u32::from(from) + u32::from(length) <= u32::from(room);
    if !inside(frame.left, frame.width, width) || !inside(frame.top, frame.height, height) {
        return Err(PictureRefusal::Corrupt);
    }
    let mut places = vec![0; decoder.buffer_size()];
    decoder.read_into_buffer(&mut places).map_err(refusal)?;
    let palette = decoder.palette().map_err(refusal)?;
    let frame = decoder.current_frame_info().ok_or(PictureRefusal::Corrupt)?;
    // A place beyond the palette is no colour.
    let colour = |place: u8| {
        let colour = palette.as_chunks::<3>().0.get(usize::from(place)).filter(|_| frame.transparent != Some(place));
        colour.map_or([0; 4], |&[red, green, blue]| [red, green, blue, u8::MAX])
    };
    let colours: Vec<[u8; 4]> = (0..=u8::MAX).map(colour).collect();
    let colour = |place: &u8| colours.get(usize::from(*place)).copied().unwrap_or_default();
    let (width, height) = (header.width, header.height);
    let whole = (u32::from(frame.width), u32::from(frame.height)) == (width, height);
    let image = if whole && places.iter().all(|place| colour(place).last() == Some(&u8::MAX)) {
        let pixels = places.iter().flat_map(|place| {
            let [red, green, blue, _] = colour(place);
            [red, green, blue]
        });
        RgbImage::from_raw(width, height, pixels.collect()).map(DynamicImage::from)
    } else {
        let mut screen = RgbaImage::new(width, height);
        let rows = screen.rows_mut().skip(frame.top.into()).zip(places.chunks_exact(frame.width.into()));
        for (row, places) in rows {
            for (pixel, place) in row.skip(frame.left.into()).zip(places) {
                pixel.0 = colour(place);
            }
        }
        Some(screen.into())
    };
    to_the_end(decoder)?;
    Ok(Decoded {
        pixels: Pixels::Packed(image.ok_or(PictureRefusal::Corrupt)?),
        orientation: Orientation::NoTransforms,
        profile: Profile::None,
    })
}

fn open(bytes: &[u8], memory: u64) -> Result<Decoder<&[u8]>, PictureRefusal> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    options.set_memory_limit(MemoryLimit::Bytes(NonZeroU64::new(memory).ok_or(PictureRefusal::Corrupt)?));
    options.read_info(bytes).map_err(refusal)
}

fn first<'a>(decoder: &'a mut Decoder<&[u8]>) -> Result<&'a Frame<'static>, PictureRefusal> {
    decoder.next_frame_info().map_err(refusal)?.ok_or(PictureRefusal::Corrupt)
}

/// The file must have its end; frames on the way there are passed over.
fn to_the_end(mut decoder: Decoder<&[u8]>) -> Result<(), PictureRefusal> {
    loop {
        match decoder.next_frame_info() {
            Ok(Some(_)) => {}
            Err(DecodingError::UnexpectedEof) => return Err(PictureRefusal::Corrupt),
            // What is wrong behind the picture that is shown is no reason to refuse it.
            Ok(None) | Err(_) => return Ok(()),
        }
    }
}

fn refusal(error: DecodingError) -> PictureRefusal {
    match error {
        DecodingError::MemoryLimit | DecodingError::OutOfMemory => PictureRefusal::TooLarge,
        _ => PictureRefusal::Corrupt,
    }
}
