//! From AV1 data to planes, with the decoder held to one thread and one frame.

use fast_image_resize::PixelType;
use fast_image_resize::images::Image;
use re_rav1d::dav1d::{Decoder, Error, Picture, PixelLayout, PlanarImageComponent, Settings};

use super::obu::Survey;
use crate::PictureRefusal;

/// More turns than a still picture takes to go in and come out.
const MOST_TURNS: u32 = 32;

/// Decodes the frame that `data` shows.
///
/// # Errors
/// `Corrupt` for damaged data and for a frame that is not as the survey found it, `Unsupported` for what the decoder
/// does not know.
pub fn decode(data: Vec<u8>, survey: &Survey) -> Result<Picture, PictureRefusal> {
    let mut settings = Settings::new();
    settings.set_n_threads(1);
    settings.set_max_frame_delay(1);
    settings.set_all_layers(false);
    // Grain that was taken off before coding and would be put on again shows in no rendition, and costs a frame.
    settings.set_apply_grain(false);
    settings.set_frame_size_limit(survey.width.saturating_mul(survey.height));
    let mut decoder = Decoder::with_settings(&settings).map_err(|_| PictureRefusal::Failed("av1"))?;
    let mut sent = decoder.send_data(data, None, None, None);
    let mut shown = None;
    for _ in 0..MOST_TURNS {
        let rest = match sent {
            Ok(()) => false,
            Err(Error::Again) => true,
            Err(error) => return Err(refusal(error)),
        };
        match decoder.get_picture() {
            Ok(picture) => shown = Some(picture),
            Err(Error::Again) if rest => {}
            Err(Error::Again) => break,
            Err(error) => return Err(refusal(error)),
        }
        sent = decoder.send_pending_data();
    }
    let picture = shown.ok_or(PictureRefusal::Corrupt)?;
    let as_surveyed = (picture.width(), picture.height()) == (survey.width, survey.height)
        && picture.bit_depth() == usize::from(survey.depth)
        && subsampling(&picture) == survey.subsampling;
    if as_surveyed { Ok(picture) } else { Err(PictureRefusal::Corrupt) }
}

fn subsampling(picture: &Picture) -> Option<(u8, u8)> {
    match picture.pixel_layout() {
        PixelLayout::I400 => None,
        PixelLayout::I420 => Some((1, 1)),
        PixelLayout::I422 => Some((1, 0)),
        PixelLayout::I444 => Some((0, 0)),
    }
}

/// Copies one plane of a decoded frame into a larger one, its corner at column `left` and row `top`; what does not
/// fit is cut off.
pub fn paste(picture: &Picture, component: PlanarImageComponent, into: &mut Image, (left, top): (usize, usize)) {
    let plane = picture.plane(component);
    let (stride, rows) = picture.plane_data_geometry(component);
    let bytes = if into.pixel_type() == PixelType::U16 { 2 } else { 1 };
    let width = match (component, subsampling(picture)) {
        (PlanarImageComponent::Y, _) | (_, None) => picture.width(),
        (_, Some((across, _))) => picture.width().div_ceil(1 << across),
    };
    let room = (into.width() as usize).saturating_sub(left);
    let length = room.min(width as usize) * bytes;
    let stride_to = into.width() as usize * bytes;
    let rows_to = into.buffer_mut().chunks_exact_mut(stride_to).skip(top);
    for (to, from) in rows_to.zip(plane.chunks_exact(stride as usize).take(rows as usize)) {
        if let (Some(to), Some(from)) = (to.get_mut(left * bytes..left * bytes + length), from.get(..length)) {
            to.copy_from_slice(from);
        }
    }
}

fn refusal(error: Error) -> PictureRefusal {
    match error {
        Error::UnsupportedBitstream => PictureRefusal::Unsupported,
        Error::NotEnoughMemory => PictureRefusal::TooLarge,
        _ => PictureRefusal::Corrupt,
    }
}
