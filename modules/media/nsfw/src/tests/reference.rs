//! The layers of Keras in their plainest form, to compare with: 64 bits, one multiplication at a time.

/// A square picture.
#[derive(Clone, Debug)]
pub struct Image {
    pub side: usize,
    pub channels: usize,
    pub values: Vec<f64>,
}

impl Image {
    pub fn new(side: usize, channels: usize, values: &[f32]) -> Self {
        assert_eq!(values.len(), side * side * channels);
        Self { side, channels, values: values.iter().copied().map(f64::from).collect() }
    }

    pub fn at(&self, y: usize, x: usize, channel: usize) -> f64 {
        self.values[(y * self.side + x) * self.channels + channel]
    }

    pub fn map(mut self, change: impl Fn(usize, f64) -> f64) -> Self {
        let channels = self.channels;
        self.values.iter_mut().enumerate().for_each(|(at, value)| *value = change(at % channels, *value));
        self
    }

    pub fn plus(mut self, other: &Self) -> Self {
        self.values.iter_mut().zip(&other.values).for_each(|(value, other)| *value += other);
        self
    }
}

/// How a filter goes over a picture.
#[derive(Clone, Copy, Debug)]
pub struct Steps {
    pub window: usize,
    pub stride: usize,
}

impl Steps {
    /// Rows of zeros above (and columns to the left), and outputs of a row. Keras' `same` for stride 1; for stride 2
    /// `ZeroPadding2D` of `[[0, 1], [0, 1]]` before `valid`.
    fn over(self, side: usize) -> (usize, usize) {
        let before = if self.stride == 1 { self.window / 2 } else { 0 };
        (before, side / self.stride)
    }

    /// The inputs that an output at `(y, x)` sees, each with its place in the window.
    fn seen(self, side: usize, y: usize, x: usize) -> impl Iterator<Item = (usize, usize, usize)> {
        let (before, _) = self.over(side);
        let window = (0..self.window).flat_map(move |dy| (0..self.window).map(move |dx| (dy, dx)));
        window.filter_map(move |(dy, dx)| {
            let (y, x) = ((y * self.stride + dy).checked_sub(before)?, (x * self.stride + dx).checked_sub(before)?);
            (y < side && x < side).then_some((dy * self.window + dx, y, x))
        })
    }
}

/// A kernel of shape `[window, window, inputs, outputs]`.
pub fn convolve(image: &Image, kernel: &[f32], outputs: usize, steps: Steps) -> Image {
    let (_, side) = steps.over(image.side);
    let mut values = Vec::new();
    for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
        let mut sums = vec![0.0; outputs];
        for (place, y, x) in steps.seen(image.side, y, x) {
            for input in 0..image.channels {
                let value = image.at(y, x, input);
                let row = &kernel[(place * image.channels + input) * outputs..][..outputs];
                sums.iter_mut().zip(row).for_each(|(sum, weight)| *sum += value * f64::from(*weight));
            }
        }
        values.extend(sums);
    }
    Image { side, channels: outputs, values }
}

/// A kernel of shape `[window, window, inputs, 1]`.
pub fn convolve_depthwise(image: &Image, kernel: &[f32], steps: Steps) -> Image {
    let (_, side) = steps.over(image.side);
    let channels = image.channels;
    let mut values = Vec::new();
    for (y, x) in (0..side).flat_map(|y| (0..side).map(move |x| (y, x))) {
        for channel in 0..channels {
            let seen = steps.seen(image.side, y, x);
            let products =
                seen.map(|(place, y, x)| image.at(y, x, channel) * f64::from(kernel[place * channels + channel]));
            values.push(products.sum());
        }
    }
    Image { side, channels, values }
}

pub fn relu6(value: f64) -> f64 {
    value.clamp(0.0, 6.0)
}

/// A dense layer: a kernel of shape `[inputs, outputs]`.
pub fn dense(inputs: &[f64], kernel: &[f32], bias: &[f32]) -> Vec<f64> {
    let output = |at: usize| {
        let products = inputs.iter().enumerate().map(|(row, input)| input * f64::from(kernel[row * bias.len() + at]));
        products.sum::<f64>() + f64::from(bias[at])
    };
    (0..bias.len()).map(output).collect()
}

/// Whether numbers are the same but for the rounding of 32 bits.
pub fn assert_close(found: &[f32], expected: &[f64], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        let apart = (f64::from(*found) - expected).abs();
        assert!(apart <= 1e-4 * expected.abs().max(1.0), "{what}, value {at}: {found} instead of {expected}");
    }
}
