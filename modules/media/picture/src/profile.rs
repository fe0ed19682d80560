//! Colour profiles: what pixels mean is brought to sRGB, and the profile is gone.

use std::panic::catch_unwind;

use image::{DynamicImage, RgbImage, RgbaImage};
use moxcms::{
    CicpColorPrimaries, CicpProfile, ColorProfile, DataColorSpace, Layout, MatrixCoefficients, TransferCharacteristics,
    TransformOptions,
};

/// Largest profile that is looked at, unpacked.
pub const MOST_BYTES: usize = 4 << 20;

/// What the colours of a picture refer to.
#[derive(Debug, PartialEq, Eq)]
pub enum Profile {
    /// Nothing is said: sRGB.
    None,
    /// An ICC profile (ICC.1), not looked at yet.
    Icc(Vec<u8>),
    /// Display P3 (SMPTE EG 432-1), with the curve of sRGB.
    DisplayP3,
    /// ITU-R BT.2020 primaries, with the curve of sRGB.
    Bt2020,
}

impl Profile {
    /// A profile found in a file. One that is too large is none.
    pub fn icc(bytes: Option<&[u8]>) -> Self {
        bytes.filter(|bytes| bytes.len() <= MOST_BYTES).map_or(Self::None, |bytes| Self::Icc(bytes.to_vec()))
    }

    fn read(&self) -> Option<ColorProfile> {
        let named = |color_primaries| {
            ColorProfile::new_from_cicp(CicpProfile {
                color_primaries,
                transfer_characteristics: TransferCharacteristics::Srgb,
                matrix_coefficients: MatrixCoefficients::Identity,
                full_range: true,
            })
        };
        match self {
            Self::None => None,
            Self::Icc(bytes) => ColorProfile::new_from_slice(bytes).ok(),
            Self::DisplayP3 => Some(named(CicpColorPrimaries::Smpte432)),
            Self::Bt2020 => Some(named(CicpColorPrimaries::Bt2020)),
        }
    }
}

/// The picture in sRGB; grey becomes red, green and blue when there is a profile to apply.
///
/// A profile that is damaged, or for another colour space than the pixels have, is ignored, as browsers do: the
/// picture is sound without it.
pub fn to_srgb(image: DynamicImage, profile: &Profile) -> DynamicImage {
    // The profile is hostile input to other people's code. A trip there leaves the picture as it was.
    catch_unwind(|| converted(&image, profile)).ok().flatten().unwrap_or(image)
}

fn converted(image: &DynamicImage, profile: &Profile) -> Option<DynamicImage> {
    let profile = profile.read()?;
    let (width, height) = (image.width(), image.height());
    let (space, from, to) = match image {
        DynamicImage::ImageLuma8(_) => (DataColorSpace::Gray, Layout::Gray, Layout::Rgb),
        DynamicImage::ImageLumaA8(_) => (DataColorSpace::Gray, Layout::GrayAlpha, Layout::Rgba),
        DynamicImage::ImageRgb8(_) => (DataColorSpace::Rgb, Layout::Rgb, Layout::Rgb),
        DynamicImage::ImageRgba8(_) => (DataColorSpace::Rgb, Layout::Rgba, Layout::Rgba),
        _ => return None,
    };
    if profile.color_space != space {
        return None;
    }
    let options = TransformOptions::default();
    let transform = profile.create_transform_8bit(from, &ColorProfile::new_srgb(), to, options).ok()?;
    let channels = if to == Layout::Rgb { 3 } else { 4 };
    let mut pixels = vec![0; width as usize * height as usize * channels];
    transform.transform(image.as_bytes(), &mut pixels).ok()?;
    if channels == 3 {
        RgbImage::from_raw(width, height, pixels).map(DynamicImage::from)
    } else {
        RgbaImage::from_raw(width, height, pixels).map(DynamicImage::from)
    }
}
