//! Square planes of pixels inside a border of zeros, so that a filter needs no special case at the edge.

/// A square plane, channel by channel within a pixel, row by row (NHWC with N = 1), and the border around it.
///
/// The border is one pixel to the right and below, and `lead` pixels above and to the left: with `lead` 1 and stride 1
/// that is Keras' `same` padding, with `lead` 0 and stride 2 it is `ZeroPadding2D` of `[[0, 1], [0, 1]]`.
#[derive(Default)]
pub struct Plane {
    side: usize,
    lead: usize,
    channels: usize,
    values: Vec<f32>,
}

impl Plane {
    /// Makes this an all-zero plane of another shape; the memory is kept.
    pub fn reset(&mut self, side: usize, lead: usize, channels: usize) {
        (self.side, self.lead, self.channels) = (side, lead, channels);
        let row = self.row_len();
        self.values.clear();
        self.values.resize(row * (lead + side + 1), 0.0);
    }

    /// Pixels of a row or a column, without the border.
    pub fn side(&self) -> usize {
        self.side
    }

    /// Channels of a pixel.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// The rows from `from` on, without their border.
    pub fn rows_mut(&mut self, from: usize) -> impl Iterator<Item = &mut [f32]> {
        let (before, inner) = (self.lead * self.channels, self.side * self.channels);
        let (row, above) = (self.row_len(), self.lead + from);
        let rows = self.values.chunks_exact_mut(row).skip(above).take(self.side.saturating_sub(from));
        rows.filter_map(move |row| row.get_mut(before..before + inner))
    }

    /// For each row of a 3 x 3 filter's output, from row `from` on: the three rows that it sees, borders included.
    pub fn triples(&self, stride: usize, from: usize) -> impl Iterator<Item = [&[f32]; 3]> {
        let row = self.row_len();
        let seen = self.values.get(from * stride * row..).unwrap_or_default();
        seen.windows(3 * row).step_by(stride * row).map(thirds)
    }

    fn row_len(&self) -> usize {
        (self.lead + self.side + 1) * self.channels
    }
}

/// Three equal parts, in order.
pub fn thirds(whole: &[f32]) -> [&[f32]; 3] {
    let part = whole.len() / 3;
    let (first, rest) = whole.split_at(part);
    let (second, rest) = rest.split_at(part);
    [first, second, rest]
}
