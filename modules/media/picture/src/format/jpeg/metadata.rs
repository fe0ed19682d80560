//! What the application segments say of the pixels: how they are turned, what their colours mean.

use image::metadata::Orientation;

use super::frame::Frame;
use crate::format::upright;
use crate::planar::{Model, Weights};
use crate::profile::{MOST_BYTES, Profile};

const APP0: u8 = 0xE0;
const APP1: u8 = 0xE1;
const APP2: u8 = 0xE2;
const APP14: u8 = 0xEE;

/// Application segments that matter here; the first of a kind counts.
#[derive(Default)]
pub struct Metadata<'a> {
    jfif: bool,
    adobe: Option<u8>,
    exif: Option<&'a [u8]>,
    /// Pieces of the profile by number (ICC.1:2022, B.4).
    icc: Vec<(u8, u8, &'a [u8])>,
}

impl<'a> Metadata<'a> {
    /// Looks at one segment.
    pub fn read(&mut self, marker: u8, body: &'a [u8]) {
        match marker {
            APP0 if body.starts_with(b"JFIF\0") => self.jfif = true,
            APP1 if body.starts_with(b"Exif\0\0") => {
                self.exif.get_or_insert(body);
            }
            APP2 => {
                let piece = body.strip_prefix(b"ICC_PROFILE\0").and_then(|rest| rest.split_first_chunk());
                // 255 pieces are all that one byte can count.
                if let Some((&[number, count], data)) = piece.filter(|_| self.icc.len() < 255) {
                    self.icc.push((number, count, data));
                }
            }
            APP14 => {
                // Version and two flags of two bytes each, then the transform.
                let transform = body.strip_prefix(b"Adobe").and_then(|rest| rest.get(6));
                self.adobe = self.adobe.or(transform.copied());
            }
            _ => {}
        }
    }

    /// How the picture is to be turned.
    pub fn orientation(&self) -> Orientation {
        upright(self.exif)
    }

    /// The colour profile, if it is whole.
    pub fn profile(&self) -> Profile {
        let mut pieces = self.icc.clone();
        pieces.sort_by_key(|(number, ..)| *number);
        let whole = (1u8..)
            .zip(&pieces)
            .all(|(place, (number, count, _))| place == *number && usize::from(*count) == pieces.len());
        let size: usize = pieces.iter().map(|(.., data)| data.len()).sum();
        if !whole || pieces.is_empty() || size > MOST_BYTES {
            return Profile::None;
        }
        Profile::Icc(pieces.iter().flat_map(|(.., data)| data.iter().copied()).collect())
    }

    /// What the components mean: nothing in a frame header says it, so JFIF, then Adobe's segment, then the names of
    /// the components decide, as in libjpeg.
    pub fn model(&self, frame: &Frame) -> Model {
        let names: Vec<u8> = frame.components.iter().map(|component| component.id).collect();
        match (names.as_slice(), self.adobe) {
            ([_], _) => Model::Grey,
            ([_, _, _], _) if self.jfif => YCBCR,
            ([_, _, _], Some(0)) | (b"RGB", None) => Model::Rgb,
            ([_, _, _], _) => YCBCR,
            (_, Some(2)) => Model::Ycck,
            _ => Model::Cmyk,
        }
    }
}

/// JFIF 1.02, page 3: the coefficients of ITU-R BT.601.
const YCBCR: Model = Model::Ycc(Weights::BT601);
