//! What is to be made of a picture.

/// Longest sides of the product's renditions in pixels, ascending; a rendition is named after its number.
pub const BOXES: [u32; 4] = [200, 640, 1080, 1920];

/// Which renditions to make, and in which encodings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Longest sides in pixels, ascending, none of them 0. A picture is made for every box that it fills and for the
    /// first one that it does not.
    pub boxes: &'a [u32],
    /// Whether to encode WebP.
    pub webp: bool,
    /// Whether to encode JPEG.
    pub jpeg: bool,
}

impl Plan<'static> {
    /// What the product serves: all of [`BOXES`] in both encodings.
    pub const PRODUCT: Self = Self { boxes: &BOXES, webp: true, jpeg: true };
}

impl Default for Plan<'static> {
    fn default() -> Self {
        Self::PRODUCT
    }
}

impl Plan<'_> {
    /// Longest side of the largest rendition.
    pub(crate) fn largest(&self) -> u32 {
        self.boxes.last().copied().unwrap_or_default()
    }

    /// Whether the boxes are as they should be.
    pub(crate) fn is_sound(&self) -> bool {
        self.boxes.is_sorted_by(|a, b| a < b) && self.boxes.first().is_some_and(|first| *first > 0)
    }

    /// The boxes for a picture with this longest side, ascending: all smaller ones, and the first that holds it whole.
    pub(crate) fn fitting(&self, longest: u32) -> &[u32] {
        let whole = self.boxes.iter().position(|&fits| fits >= longest).unwrap_or(self.boxes.len());
        self.boxes.get(..=whole).unwrap_or(self.boxes)
    }
}
