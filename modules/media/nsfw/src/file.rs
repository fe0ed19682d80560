//! The format in which a model lies on disk: small, quick to read, and refused when a single bit is wrong.
//!
//! Numbers are little-endian. The tensors follow each other without gaps in the order of
//! [`crate::architecture::tensors`], which also says how long they are; so the file has only one possible length.
//!
//! | bytes | content |
//! |---|---|
//! | 8 | magic `kndlnsfw` |
//! | 4 | version of the format, 1 |
//! | 32 | SHA-256 of all that follows |
//! | 16 + n, for each tensor | scale and minimum as 64-bit floats, n values as unsigned bytes |

use aws_lc_rs::digest::{SHA256, digest};

use crate::architecture::tensors;

const MAGIC: [u8; 8] = *b"kndlnsfw";
const VERSION: u32 = 1;
/// Bytes before the first tensor.
const HEADER: usize = 8 + 4 + 32;
/// Bytes of scale and minimum.
const RANGE: usize = 16;

/// Why a model file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ModelFileError {
    /// The file does not begin like one of these.
    #[error("this is not a model file of this program")]
    NotAModel,
    /// Another version of the format.
    #[error("the model file has format version {found}, expected {VERSION}: install the model again")]
    Version {
        /// The version it claims.
        found: u32,
    },
    /// Cut short, or with something behind it.
    #[error("the model file has {found} bytes, expected {expected}: install the model again")]
    Length {
        /// Bytes it has.
        found: usize,
        /// Bytes it ought to have.
        expected: usize,
    },
    /// The content is not what was written.
    #[error("the model file is damaged: install the model again")]
    Damaged,
    /// The weights are out of the range in which the network computes safely.
    #[error("the model file has weights that are no numbers, or far too large")]
    Weights,
}

/// A tensor as it is stored: each value is `byte * scale + min`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Quantised<'a> {
    /// Distance of neighbouring values.
    pub scale: f64,
    /// Value of byte 0.
    pub min: f64,
    /// One byte a value, in the order of the Keras tensor.
    pub bytes: &'a [u8],
}

impl<'a> Quantised<'a> {
    /// Whether all its values are numbers, whatever its bytes.
    pub fn is_finite(&self) -> bool {
        [0.0, 255.0].iter().all(|byte| ((byte * self.scale + self.min) as f32).is_finite())
    }

    /// The values, computed in 64 bits and rounded to 32 as TensorFlow.js does.
    pub fn values(&self) -> impl Iterator<Item = f32> + use<'a> {
        let Self { scale, min, bytes } = *self;
        bytes.iter().map(move |&byte| (f64::from(byte) * scale + min) as f32)
    }
}

/// A file with these tensors, which are all of the network's, in its order.
pub fn write<'a>(tensors: impl IntoIterator<Item = Quantised<'a>>) -> Vec<u8> {
    let mut content = Vec::new();
    for Quantised { scale, min, bytes } in tensors {
        content.extend(scale.to_le_bytes());
        content.extend(min.to_le_bytes());
        content.extend(bytes);
    }
    [&MAGIC[..], &VERSION.to_le_bytes(), digest(&SHA256, &content).as_ref(), &content].concat()
}

/// The tensors of a file, in the network's order.
///
/// # Errors
/// Everything but [`ModelFileError::Weights`].
pub fn read(file: &[u8]) -> Result<Vec<Quantised<'_>>, ModelFileError> {
    let (magic, rest) = file.split_first_chunk::<8>().ok_or(ModelFileError::NotAModel)?;
    if *magic != MAGIC {
        return Err(ModelFileError::NotAModel);
    }
    let expected = tensors().iter().fold(HEADER, |sum, tensor| sum + RANGE + tensor.len());
    let wrong_length = ModelFileError::Length { found: file.len(), expected };
    let (version, rest) = rest.split_first_chunk::<4>().ok_or(wrong_length)?;
    let version = u32::from_le_bytes(*version);
    if version != VERSION {
        return Err(ModelFileError::Version { found: version });
    }
    if file.len() != expected {
        return Err(wrong_length);
    }
    let (sum, mut rest) = rest.split_first_chunk::<32>().ok_or(wrong_length)?;
    if digest(&SHA256, rest).as_ref() != sum {
        return Err(ModelFileError::Damaged);
    }
    let mut next = |length| {
        let (scale, after) = rest.split_first_chunk::<8>()?;
        let (min, after) = after.split_first_chunk::<8>()?;
        let (bytes, after) = after.split_at_checked(length)?;
        rest = after;
        Some(Quantised { scale: f64::from_le_bytes(*scale), min: f64::from_le_bytes(*min), bytes })
    };
    tensors().iter().map(|tensor| next(tensor.len()).ok_or(wrong_length)).collect()
}
