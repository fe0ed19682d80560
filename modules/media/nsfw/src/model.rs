//! The model as others see it.

use std::fmt;

use crate::file::{self, ModelFileError};
use crate::network::Network;
use crate::scores::Scores;
use crate::{fold, prepare};

/// Longest side of a picture in pixels.
pub const MAX_SIDE: u32 = 4096;

/// A classifier ready to work; about 11 MB. One serves all threads.
pub struct Model {
    pub(crate) network: Network,
}

/// Why a picture has no scores.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClassifyError {
    /// A side of 0, or of more than [`MAX_SIDE`] pixels.
    #[error("a picture of {width} x {height} pixels is not classified: each side must have 1 to {MAX_SIDE}")]
    Size {
        /// Width in pixels.
        width: u32,
        /// Height in pixels.
        height: u32,
    },
    /// Not three bytes a pixel.
    #[error("the picture has {found} bytes, expected {expected}")]
    Length {
        /// Bytes it has.
        found: usize,
        /// Bytes its width and height ask for.
        expected: usize,
    },
    /// The model computed something that is not a number; the picture is not to blame.
    #[error("the classifier computed no numbers")]
    NotFinite,
    /// Weights and network do not fit each other; the picture is not to blame.
    #[error("the classifier's weights have another shape than its network")]
    Shape,
}

impl fmt::Debug for Model {
    /// Without the weights.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Model").finish_non_exhaustive()
    }
}

impl Model {
    /// Loads a model from the file that [`crate::Package`] makes.
    ///
    /// # Errors
    /// When the file is something else, of another version, damaged, or its weights are out of range.
    pub fn read(file: &[u8]) -> Result<Self, ModelFileError> {
        Ok(Self { network: fold::network(&file::read(file)?)? })
    }

    /// What the model says of a picture: 8-bit RGB, row by row from the top left, sRGB, upright.
    ///
    /// Runs on the calling thread for about 12 ms in a release build (with AVX2), and holds 8 MiB whatever the
    /// picture's size.
    ///
    /// # Errors
    /// [`ClassifyError::Size`] and [`ClassifyError::Length`] for a picture that is none; the others are failures.
    pub fn classify(&self, rgb: &[u8], width: u32, height: u32) -> Result<Scores, ClassifyError> {
        let sides = 1..=MAX_SIDE;
        if !sides.contains(&width) || !sides.contains(&height) {
            return Err(ClassifyError::Size { width, height });
        }
        let (width, height) = (width as usize, height as usize);
        let expected = width * height * 3;
        if rgb.len() != expected {
            return Err(ClassifyError::Length { found: rgb.len(), expected });
        }
        let picture = prepare::prepare(rgb, width, height);
        let logits = self.network.logits(&picture).map_err(|_| ClassifyError::Shape)?;
        Scores::from_logits(logits).ok_or(ClassifyError::NotFinite)
    }
}
