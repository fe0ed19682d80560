//! The picture: exact-coverage anti-aliased filling of outlines, nothing else.
//!
//! Each edge adds the signed area it cuts off to the pixels it crosses; the running sum of a row is the coverage.

use std::ops::Range;

use super::colour::{Ink, Paint, Rgb};
use super::path::{Path, Placement, Point};

/// Shares of ink too small to see, and too large to tell from all.
const LEAST: f32 = 0.004;
const MOST: f32 = 0.997;

/// Pixels, row after row.
#[derive(Debug)]
pub struct Canvas {
    width: i32,
    height: i32,
    pixels: Vec<[u8; 3]>,
    /// Scratch of the shape being filled: signed areas, and which sixty-fourths of each row hold any.
    sums: Vec<f32>,
    touched: Vec<u64>,
}

/// How much of every pixel of a rectangle a shape covers.
#[derive(Clone, Debug)]
pub struct Mask {
    frame: Frame,
    cover: Vec<f32>,
}

#[derive(Clone, Copy, Debug)]
struct Frame {
    left: i32,
    top: i32,
    width: i32,
    height: i32,
    /// Columns that one bit of `touched` stands for.
    block: i32,
}

impl Canvas {
    pub fn new(width: u16, height: u16, paper: Rgb) -> Self {
        let pixels = vec![paper.0; usize::from(width) * usize::from(height)];
        Self { width: width.into(), height: height.into(), pixels, sums: Vec::new(), touched: Vec::new() }
    }

    /// The bytes, three a pixel.
    pub fn bytes(&self) -> &[u8] {
        self.pixels.as_flattened()
    }

    /// Fills a shape, inside the mask when there is one.
    pub fn fill(&mut self, path: &Path, paint: Paint, within: Option<&Mask>) {
        let Some(frame) = self.accumulate(path) else { return };
        let mut brush = Brush::new(paint, frame.width.min(self.width));
        let rows = self.pixels.chunks_exact_mut(index(self.width)).skip(index(frame.top));
        let sums = self.sums.chunks_exact(index(frame.width));
        for (((y, row), sums), touched) in (frame.top..).zip(rows).zip(sums).zip(&self.touched) {
            brush.turn_to(y, within);
            let mut sum = 0.0_f32;
            for (columns, busy) in frame.runs(*touched) {
                let from = frame.left + columns.start;
                if busy {
                    for (x, part) in (from..).zip(sums.get(reach(&columns)).unwrap_or_default()) {
                        sum += part;
                        brush.dab(row, x, sum.abs().min(1.0));
                    }
                } else {
                    brush.sweep(row, from..frame.left + columns.end, sum.abs().min(1.0));
                }
            }
        }
    }

    /// The coverage of a shape, for filling inside it.
    pub fn mask(&mut self, path: &Path) -> Mask {
        let Some(frame) = self.accumulate(path) else {
            let frame = Frame { left: 0, top: 0, width: 1, height: 0, block: 1 };
            return Mask { frame, cover: Vec::new() };
        };
        let mut cover = Vec::with_capacity(self.sums.len());
        for (row, touched) in self.sums.chunks_exact(index(frame.width)).zip(&self.touched) {
            let mut sum = 0.0_f32;
            for (columns, busy) in frame.runs(*touched) {
                if busy {
                    for part in row.get(reach(&columns)).unwrap_or_default() {
                        sum += part;
                        cover.push(sum.abs().min(1.0));
                    }
                } else {
                    cover.resize(cover.len() + columns.len(), sum.abs().min(1.0));
                }
            }
        }
        Mask { frame, cover }
    }

    fn accumulate(&mut self, path: &Path) -> Option<Frame> {
        let frame = Frame::around(path, self.height)?;
        self.sums.clear();
        self.sums.resize(index(frame.width) * index(frame.height), 0.0);
        self.touched.clear();
        self.touched.resize(index(frame.height), 0);
        for (points, sign) in path.outlines() {
            for (from, to) in points.iter().zip(points.iter().cycle().skip(1)) {
                self.edge(frame, *from, *to, sign);
            }
        }
        Some(frame)
    }

    fn edge(&mut self, frame: Frame, from: Point, to: Point, sign: f32) {
        let (upper, lower, sign) = if from.1 < to.1 { (from, to, sign) } else { (to, from, -sign) };
        let (top, bottom) = (upper.1.max((frame.top) as f32), lower.1.min((frame.top + frame.height) as f32));
        if bottom <= top {
            return;
        }
        let slope = (lower.0 - upper.0) / (lower.1 - upper.1);
        for y in floor(top)..=floor(bottom).min(frame.top + frame.height - 1) {
            let (enter, leave) = (top.max(y as f32), bottom.min((y + 1) as f32));
            let (one, other) = (upper.0 + (enter - upper.1) * slope, upper.0 + (leave - upper.1) * slope);
            let (left, right) = (one.min(other), one.max(other));
            let height = (leave - enter) * sign;
            let start = index(y - frame.top) * index(frame.width);
            let (first, last) =
                ((floor(left) - frame.left) / frame.block, (floor(right) + 1 - frame.left) / frame.block);
            if let Some(touched) = self.touched.get_mut(index(y - frame.top)) {
                *touched |= (u64::MAX >> (63 - last)) & (u64::MAX << first);
            }
            for x in floor(left)..=floor(right) {
                let (near, far) = (left.max(x as f32), right.min((x + 1) as f32));
                let part = if right - left < 1e-6 { height } else { height * (far - near) / (right - left) };
                let beyond = (near + far) * 0.5 - x as f32;
                let column = start + index(x - frame.left);
                if let Some([this, next]) = self.sums.get_mut(column..column + 2) {
                    *this += part * (1.0 - beyond);
                    *next += part * beyond;
                }
            }
        }
    }
}

impl Frame {
    /// The whole pixels around a shape, with a spare column right of it, cut to the rows of the picture.
    fn around(path: &Path, rows: i32) -> Option<Self> {
        let mut points = path.outlines().flat_map(|(points, _)| points.iter());
        let first = *points.next()?;
        let (low, high) = points.fold((first, first), |(low, high), point| {
            ((low.0.min(point.0), low.1.min(point.1)), (high.0.max(point.0), high.1.max(point.1)))
        });
        let (top, bottom) = (floor(low.1).max(0), (floor(high.1) + 1).min(rows));
        let (left, width) = (floor(low.0), floor(high.0) - floor(low.0) + 3);
        (bottom > top).then_some(Self { left, top, width, height: bottom - top, block: (width + 63) / 64 })
    }

    /// A row cut into runs of columns; a run that is not busy has the same coverage everywhere.
    fn runs(self, touched: u64) -> impl Iterator<Item = (Range<i32>, bool)> {
        let mut start = 0;
        std::iter::from_fn(move || {
            if start >= self.width {
                return None;
            }
            let rest = touched >> (start / self.block);
            let busy = rest & 1 == 1;
            let blocks = if busy { rest.trailing_ones() } else { rest.trailing_zeros() };
            let end = (start / self.block + blocks.cast_signed()).saturating_mul(self.block).min(self.width);
            let run = start..end;
            start = end;
            Some((run, busy))
        })
    }
}

impl Mask {
    fn row(&self, y: i32) -> (i32, &[f32]) {
        let width = index(self.frame.width);
        let row = usize::try_from(y - self.frame.top)
            .ok()
            .and_then(|row| self.cover.get(row * width..(row + 1) * width))
            .unwrap_or_default();
        (self.frame.left, row)
    }
}

/// A paint and the row it is on.
struct Brush<'a> {
    paint: Paint,
    colour: [u8; 3],
    /// For glows: the squared distance of the row from the centre.
    rise: f32,
    mask: Option<(i32, &'a [f32])>,
    /// As much of the colour as the shape is wide, to copy from.
    solid: Vec<[u8; 3]>,
}

impl<'a> Brush<'a> {
    fn new(paint: Paint, width: i32) -> Self {
        let (Ink::Flat(Rgb(colour)) | Ink::Down { top: Rgb(colour), .. } | Ink::Glow { colour: Rgb(colour), .. }) =
            paint.ink;
        Self { paint, colour, rise: 0.0, mask: None, solid: vec![colour; index(width)] }
    }

    fn turn_to(&mut self, y: i32, within: Option<&'a Mask>) {
        self.mask = within.map(|mask| mask.row(y));
        match self.paint.ink {
            Ink::Flat(_) => {}
            Ink::Down { top, bottom, from, to } => {
                let Rgb(colour) = top.mix(bottom, ((y as f32 - from) / (to - from)).clamp(0.0, 1.0));
                if colour != self.colour {
                    self.colour = colour;
                    self.solid.fill(colour);
                }
            }
            Ink::Glow { centre, .. } => {
                let rise = y as f32 + 0.5 - centre.1;
                self.rise = rise * rise;
            }
        }
    }

    /// A run of columns with one coverage.
    fn sweep(&self, row: &mut [[u8; 3]], columns: Range<i32>, cover: f32) {
        if cover < LEAST {
            return;
        }
        let columns = columns.start.max(0)..columns.end.min(row.len() as i32).max(0);
        let even = self.mask.is_none() && !matches!(self.paint.ink, Ink::Glow { .. });
        if even && cover * self.paint.alpha > MOST {
            let run = reach(&columns);
            if let (Some(old), Some(new)) = (row.get_mut(run.clone()), self.solid.get(..run.len())) {
                old.copy_from_slice(new);
            }
            return;
        }
        for x in columns {
            self.dab(row, x, cover);
        }
    }

    fn dab(&self, row: &mut [[u8; 3]], x: i32, cover: f32) {
        let mut share = cover * self.paint.alpha;
        if share < LEAST || x < 0 {
            return;
        }
        if let Some((start, mask)) = self.mask {
            share *= mask.get((x - start) as usize).copied().unwrap_or(0.0);
        }
        if let Ink::Glow { centre, radius, .. } = self.paint.ink {
            let run = x as f32 + 0.5 - centre.0;
            let fade = (1.0 - (run * run + self.rise) / (radius * radius)).max(0.0);
            share *= fade * fade;
        }
        let Some(pixel) = row.get_mut(x as usize) else { return };
        if share > MOST {
            *pixel = self.colour;
        } else {
            let new = (share * 256.0) as u32;
            let old = 256 - new;
            let [red, green, blue] = *pixel;
            let [new_red, new_green, new_blue] = self.colour;
            *pixel = [
                ((red as u32 * old + new_red as u32 * new + 128) >> 8) as u8,
                ((green as u32 * old + new_green as u32 * new + 128) >> 8) as u8,
                ((blue as u32 * old + new_blue as u32 * new + 128) >> 8) as u8,
            ];
        }
    }
}

/// A canvas seen from a placed part of the picture: shapes are given in the part's own measures.
pub struct Pen<'a> {
    pub canvas: &'a mut Canvas,
    pub place: Placement,
}

impl Pen<'_> {
    pub fn fill(&mut self, path: &Path, paint: impl Into<Paint>) {
        let place = self.place;
        self.canvas.fill(&path.map(|point| place.apply(point)), paint.into(), None);
    }

    pub fn fill_in(&mut self, mask: &Mask, path: &Path, paint: impl Into<Paint>) {
        let place = self.place;
        self.canvas.fill(&path.map(|point| place.apply(point)), paint.into(), Some(mask));
    }

    pub fn mask(&mut self, path: &Path) -> Mask {
        let place = self.place;
        self.canvas.mask(&path.map(|point| place.apply(point)))
    }

    /// A soft spot of colour, inside the mask.
    pub fn glow(&mut self, mask: Option<&Mask>, centre: Point, radius: f32, colour: Rgb, alpha: f32) {
        let middle = self.place.apply(centre);
        let edge = self.place.apply((centre.0, centre.1 + radius));
        let (dx, dy) = (edge.0 - middle.0, edge.1 - middle.1);
        let reach = (dx * dx + dy * dy).sqrt();
        self.canvas.fill(&Path::circle(middle, reach), Paint::glow(colour, middle, reach, alpha), mask);
    }
}

fn floor(value: f32) -> i32 {
    value.floor() as i32
}

fn index(value: i32) -> usize {
    usize::try_from(value).unwrap_or_default()
}

fn reach(columns: &Range<i32>) -> Range<usize> {
    index(columns.start)..index(columns.end)
}

#[cfg(test)]
mod tests {
    use super::super::colour::{WHITE, hex};
    use super::*;

    #[test]
    fn half_covered_pixels_are_half_inked() {
        let mut canvas = Canvas::new(4, 1, hex(0));
        let box_ = Path::polygon(&[(0.5, 0.0), (2.0, 0.0), (2.0, 1.0), (0.5, 1.0)]);
        canvas.fill(&box_, WHITE.into(), None);
        assert_eq!(canvas.bytes(), [128, 128, 128, 255, 255, 255, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn shapes_beyond_the_edges_are_cut() {
        let mut canvas = Canvas::new(3, 3, hex(0));
        canvas.fill(&Path::circle((1.5, 1.5), 50.0), WHITE.into(), None);
        assert!(canvas.bytes().iter().all(|byte| *byte == 255));
    }

    #[test]
    fn a_mask_limits_the_ink() {
        let mut canvas = Canvas::new(4, 1, hex(0));
        let mask = canvas.mask(&Path::polygon(&[(0.0, 0.0), (2.0, 0.0), (2.0, 1.0), (0.0, 1.0)]));
        canvas.fill(&Path::circle((2.0, 0.5), 50.0), WHITE.into(), Some(&mask));
        assert_eq!(canvas.bytes(), [255, 255, 255, 255, 255, 255, 0, 0, 0, 0, 0, 0]);
    }
}
