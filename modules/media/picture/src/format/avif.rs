//! AVIF (AV1-AVIF 1.1): the primary picture, in one piece or in a grid; of an animated file its still.
//!
//! The container is read elsewhere, AV1 is decoded elsewhere. Here both are held against each other and against the
//! limits, and tiles become planes.

mod av1;
mod obu;

use fast_image_resize::PixelType;
use fast_image_resize::images::Image;
use image::metadata::Orientation;
use media_container::Fault;
use media_container::avif::{Avif, Coded, Mirror, read};
use re_rav1d::dav1d::PlanarImageComponent;

use crate::format::{Decoded, Pixels};
use crate::planar::{Levels, Model, Part, Planar, Plane, Weights};
use crate::profile::Profile;
use crate::{PictureFormat, PictureHeader, PictureRefusal, scale};
use obu::{Survey, survey};

/// What the AV1 decoder keeps beside its frames, in bytes a pixel of the largest tile: blocks, filters, motion.
const WORK_A_PIXEL: u64 = 1;
/// What it keeps for tiles of any size.
const WORK: u64 = 4 << 20;

/// Dimensions and cost by the container and by the headers of the AV1 data.
pub fn header(bytes: &[u8], wanted: u32) -> Result<PictureHeader, PictureRefusal> {
    let file = read(bytes).map_err(refusal)?;
    let (mut planes, mut decoding) = (0, 0);
    for coded in [Some(&file.colour), file.alpha.as_ref()].into_iter().flatten() {
        let found = agreed(coded, bytes)?;
        let plane = |(width, height): (u32, u32)| u64::from(width) * u64::from(height) * sample(&found);
        planes += sides(coded, &found).into_iter().map(plane).sum::<u64>();
        decoding = decoding.max(cost(coded, &found));
    }
    let (width, height) = (file.width, file.height);
    // Four planes, their colours without transparency and with it.
    let memory = planes + decoding.max(scale::cost((width, height), wanted, 2, 4 * 2 + 3 + 4));
    Ok(PictureHeader { format: PictureFormat::Avif, width, height, memory })
}

/// Decodes a file whose header was read and judged.
///
/// # Errors
/// `Corrupt` for damaged data, `Unsupported` for colours that are coded in a way that is not known here.
pub fn decode(bytes: &[u8]) -> Result<Decoded, PictureRefusal> {
    let file = read(bytes).map_err(refusal)?;
    let (planes, found) = assembled(&file.colour, bytes)?;
    let [_, _, matrix] = codes(&file, &found);
    let mut planes = planes;
    let model = match (planes.len(), matrix) {
        (1, _) => Model::Grey,
        (3, 0) if found.subsampling == Some((0, 0)) => {
            // Green, blue and red are in the places of luma and differences (ITU-T H.273, 8.3, equations 41 to 43).
            planes.rotate_right(1);
            Model::Rgb
        }
        (_, 1) => Model::Ycc(Weights::BT709),
        (_, 2 | 5 | 6) => Model::Ycc(Weights::BT601),
        (_, 9) => Model::Ycc(Weights::BT2020),
        _ => return Err(PictureRefusal::Unsupported),
    };
    let full_range = file.nclx.map_or(found.full_range, |nclx| nclx.full_range);
    let mut picture = Planar::new(file.width, file.height, planes, model);
    picture.levels = levels(full_range, found.depth);
    if let Some(coded) = &file.alpha {
        let (planes, found) = assembled(coded, bytes)?;
        let plane = planes.into_iter().next().ok_or(PictureRefusal::Corrupt)?;
        picture.set_alpha(plane, levels(found.full_range, found.depth), file.premultiplied);
    }
    if let Some(crop) = file.crop {
        picture.part = Part { left: crop.left, top: crop.top, width: crop.width, height: crop.height };
    }
    Ok(Decoded {
        pixels: Pixels::Planar(picture),
        orientation: orientation(&file),
        profile: profile(&file, &found, bytes),
    })
}

/// What the AV1 data of all tiles agrees on, and with the container.
fn agreed(coded: &Coded, bytes: &[u8]) -> Result<Survey, PictureRefusal> {
    let mut common: Option<Survey> = None;
    for tile in &coded.tiles {
        let found = survey(&tile.data(bytes))?;
        let frames = common.as_ref().map_or(found.frames, |common| common.frames.max(found.frames));
        let found = Survey { frames, ..found };
        if common.is_some_and(|common| Survey { frames, ..common } != found) {
            return Err(PictureRefusal::Corrupt);
        }
        common = Some(found);
    }
    let found = common.ok_or(PictureRefusal::Corrupt)?;
    let sound = (found.width, found.height) == (coded.tile_width, coded.tile_height) && found.depth == coded.depth;
    if sound { Ok(found) } else { Err(PictureRefusal::Corrupt) }
}

/// Decodes all tiles and puts them together.
fn assembled(coded: &Coded, bytes: &[u8]) -> Result<(Vec<Plane>, Survey), PictureRefusal> {
    let found = agreed(coded, bytes)?;
    let kind = if found.depth > 8 { PixelType::U16 } else { PixelType::U8 };
    let mut planes: Vec<_> =
        sides(coded, &found).into_iter().map(|(width, height)| Image::new(width, height, kind)).collect();
    for (tile, place) in coded.tiles.iter().zip(0u32..) {
        let frame = av1::decode(tile.data(bytes).into_owned(), &found)?;
        let (left, top) = (place % coded.columns * coded.tile_width, place / coded.columns * coded.tile_height);
        for (index, plane) in planes.iter_mut().enumerate() {
            let (across, down) = shift(index, &found);
            let corner = ((left >> across) as usize, (top >> down) as usize);
            av1::paste(&frame, PlanarImageComponent::from(index), plane, corner);
        }
    }
    let planes = planes.into_iter().enumerate().map(|(index, samples)| {
        let (across, down) = shift(index, &found);
        let span = |pixels: u32, shift: u8| f64::from(pixels) / f64::from(1u32 << shift);
        Plane { samples, across: span(coded.width, across), down: span(coded.height, down) }
    });
    Ok((planes.collect(), found))
}

/// Width and height in samples of each plane of the whole picture.
fn sides(coded: &Coded, found: &Survey) -> Vec<(u32, u32)> {
    let count = if found.subsampling.is_some() { 3 } else { 1 };
    let side = |index| {
        let (across, down) = shift(index, found);
        (coded.width.div_ceil(1 << across), coded.height.div_ceil(1 << down))
    };
    (0..count).map(side).collect()
}

fn shift(plane: usize, found: &Survey) -> (u8, u8) {
    if plane == 0 { (0, 0) } else { found.subsampling.unwrap_or_default() }
}

/// Bytes of a sample.
fn sample(found: &Survey) -> u64 {
    if found.depth > 8 { 2 } else { 1 }
}

/// What decoding one tile holds: its data, frames with the margins that the decoder gives them, and its own tables.
fn cost(coded: &Coded, found: &Survey) -> u64 {
    let data = coded.tiles.iter().map(|tile| tile.extents.iter().map(ExactSizeIterator::len).sum::<usize>()).max();
    // Superresolution needs the narrow frame beside the wide one.
    let frames = u64::from(found.frames + u32::from(found.superres));
    let margin = |side: u32| u64::from(side).next_multiple_of(128) + 64;
    let area = margin(found.width) * margin(found.height);
    let chroma = found.subsampling.map_or(0, |(across, down)| (2 * area) >> (across + down));
    data.unwrap_or_default() as u64 + frames * ((area + chroma) * sample(found) + area * WORK_A_PIXEL) + WORK
}

fn levels(full_range: bool, depth: u8) -> Levels {
    if full_range { Levels::full(depth) } else { Levels::limited(depth) }
}

/// Primaries, transfer and matrix: the container's word counts before that of the AV1 data (AV1-AVIF 1.1, 2.2.1).
fn codes(file: &Avif, found: &Survey) -> [u16; 3] {
    file.nclx.map_or(found.colour.map(u16::from), |nclx| [nclx.primaries, nclx.transfer, nclx.matrix])
}

fn profile(file: &Avif, found: &Survey, bytes: &[u8]) -> Profile {
    if let Some(icc) = &file.icc {
        return Profile::icc(bytes.get(icc.clone()));
    }
    match codes(file, found) {
        // Brightness beyond white (PQ, HLG) would need a tone curve; such pictures are shown as they are coded.
        [_, 16 | 18, _] => Profile::None,
        [9, ..] => Profile::Bt2020,
        [12, ..] => Profile::DisplayP3,
        _ => Profile::None,
    }
}

/// Quarter turns anticlockwise, then the mirror.
fn orientation(file: &Avif) -> Orientation {
    match (file.rotation % 4, file.mirror) {
        (0, None) => Orientation::NoTransforms,
        (1, None) => Orientation::Rotate270,
        (2, None) => Orientation::Rotate180,
        (_, None) => Orientation::Rotate90,
        (0, Some(Mirror::LeftRight)) | (2, Some(Mirror::TopBottom)) => Orientation::FlipHorizontal,
        (2, Some(Mirror::LeftRight)) | (0, Some(Mirror::TopBottom)) => Orientation::FlipVertical,
        (1, Some(Mirror::LeftRight)) | (3, Some(Mirror::TopBottom)) => Orientation::Rotate270FlipH,
        (_, Some(_)) => Orientation::Rotate90FlipH,
    }
}

fn refusal(fault: Fault) -> PictureRefusal {
    match fault {
        Fault::Unsupported(_) => PictureRefusal::Unsupported,
        Fault::Corrupt(_) => PictureRefusal::Corrupt,
        Fault::TooComplex(_) => PictureRefusal::TooLarge,
    }
}
