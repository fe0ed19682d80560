//! Outlines: curves flattened into closed polygons, strokes of changing width, and the moves that place them.
//!
//! Only additions, multiplications and square roots are used, so every machine computes the same points.

/// A point or a vector, in pixels, y downwards.
pub type Point = (f32, f32);

/// A placement: `x' = a x + c y + e`, `y' = b x + d y + f`.
#[derive(Clone, Copy, Debug)]
pub struct Placement {
    a: f32,
    b: f32,
    c: f32,
    d: f32,
    e: f32,
    f: f32,
}

impl Placement {
    /// Scales, leans by `lean` (the tangent of half the angle, positive is clockwise), then moves to `to`.
    pub fn new(scale: f32, lean: f32, to: Point) -> Self {
        let length = 1.0 + lean * lean;
        let (cos, sin) = ((1.0 - lean * lean) / length * scale, 2.0 * lean / length * scale);
        Self { a: cos, b: sin, c: -sin, d: cos, e: to.0, f: to.1 }
    }

    /// This placement after stretching the width by `factor`.
    pub fn widened(self, factor: f32) -> Self {
        Self { a: self.a * factor, b: self.b * factor, ..self }
    }

    /// Where a point lands.
    pub fn apply(&self, (x, y): Point) -> Point {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }
}

/// One or more closed outlines; where they overlap they count once.
#[derive(Clone, Debug, Default)]
pub struct Path {
    outlines: Vec<Vec<Point>>,
}

impl Path {
    /// Starts an outline; it closes itself.
    pub fn from(start: Point) -> Self {
        Self { outlines: vec![vec![start]] }
    }

    /// A straight edge.
    pub fn line(mut self, to: Point) -> Self {
        self.push(to);
        self
    }

    /// A cubic Bézier edge.
    pub fn curve(mut self, first: Point, second: Point, to: Point) -> Self {
        let start = self.last();
        let reach = (to.0 - start.0).abs() + (to.1 - start.1).abs();
        let steps = if reach > 160.0 { 22_u8 } else { 12 };
        for step in 1..=steps {
            let t = f32::from(step) / f32::from(steps);
            self.push(cubic(start, first, second, to, t));
        }
        self
    }

    /// A smooth line through all the points (a Catmull-Rom spline), starting at the last point.
    pub fn through(mut self, points: &[Point]) -> Self {
        let mut knots = vec![self.last()];
        knots.extend_from_slice(points);
        let ends = (knots.first().copied(), knots.last().copied());
        if let (Some(first), Some(last)) = ends {
            knots.insert(0, first);
            knots.push(last);
        }
        self.spline(&knots);
        self
    }

    /// A smooth closed shape through all the points.
    pub fn blob(points: &[Point]) -> Self {
        let Some((first, second, last)) =
            points.first().zip(points.get(1)).zip(points.last()).map(|((a, b), c)| (*a, *b, *c))
        else {
            return Self::default();
        };
        let mut knots = vec![last];
        knots.extend_from_slice(points);
        knots.extend([first, second]);
        let mut path = Self::from(first);
        path.spline(&knots);
        path
    }

    /// An upright ellipse.
    pub fn ellipse((x, y): Point, rx: f32, ry: f32) -> Self {
        let (kx, ky) = (rx * 0.552_285, ry * 0.552_285);
        Self::from((x + rx, y))
            .curve((x + rx, y + ky), (x + kx, y + ry), (x, y + ry))
            .curve((x - kx, y + ry), (x - rx, y + ky), (x - rx, y))
            .curve((x - rx, y - ky), (x - kx, y - ry), (x, y - ry))
            .curve((x + kx, y - ry), (x + rx, y - ky), (x + rx, y))
    }

    /// A circle.
    pub fn circle(centre: Point, radius: f32) -> Self {
        Self::ellipse(centre, radius, radius)
    }

    /// An upright rectangle with round corners.
    pub fn slab((left, top): Point, width: f32, height: f32, round: f32) -> Self {
        let (right, bottom) = (left + width, top + height);
        let k = round * 0.45;
        Self::from((left + round, top))
            .line((right - round, top))
            .curve((right - k, top), (right, top + k), (right, top + round))
            .line((right, bottom - round))
            .curve((right, bottom - k), (right - k, bottom), (right - round, bottom))
            .line((left + round, bottom))
            .curve((left + k, bottom), (left, bottom - k), (left, bottom - round))
            .line((left, top + round))
            .curve((left, top + k), (left + k, top), (left + round, top))
    }

    /// A polygon.
    pub fn polygon(points: &[Point]) -> Self {
        Self { outlines: vec![points.to_vec()] }
    }

    /// A brush stroke through the points; the width is `ends` at both tips and `middle` half way.
    pub fn stroke(points: &[Point], ends: f32, middle: f32) -> Self {
        let Some(start) = points.first() else { return Self::default() };
        let spine = Self::from(*start).through(points.get(1..).unwrap_or_default());
        let spine = spine.outlines.into_iter().next().unwrap_or_default();
        let length = spine.len();
        let half_width = |index: usize| {
            let t = share(index, length.saturating_sub(1));
            let swell = 4.0 * t * (1.0 - t);
            (ends + (middle - ends) * swell) * 0.5
        };
        let mut outline: Vec<Point> = Vec::with_capacity(length * 2);
        let mut back: Vec<Point> = Vec::with_capacity(length);
        for (index, point) in spine.iter().enumerate() {
            let before = spine.get(index.saturating_sub(1)).unwrap_or(point);
            let after = spine.get(index + 1).unwrap_or(point);
            let (nx, ny) = unit((before.1 - after.1, after.0 - before.0));
            let half = half_width(index);
            outline.push((point.0 + nx * half, point.1 + ny * half));
            back.push((point.0 - nx * half, point.1 - ny * half));
        }
        outline.extend(back.into_iter().rev());
        let mut path = Self { outlines: vec![outline] };
        for tip in [spine.first(), spine.last()].into_iter().flatten() {
            path = path.and(Self::circle(*tip, ends * 0.5));
        }
        path
    }

    /// The outline of this path as a line of the given width, closed.
    pub fn rim(&self, width: f32) -> Self {
        let rings = self.outlines.iter().map(|outline| {
            let length = outline.len();
            let side = |offset: f32| {
                let shifted = outline.iter().enumerate().map(move |(index, point)| {
                    let before = outline.get((index + length - 1) % length.max(1)).unwrap_or(point);
                    let after = outline.get((index + 1) % length.max(1)).unwrap_or(point);
                    let (nx, ny) = unit((before.1 - after.1, after.0 - before.0));
                    (point.0 + nx * offset, point.1 + ny * offset)
                });
                let mut ring: Vec<Point> = shifted.collect();
                ring.extend(ring.first().copied());
                ring
            };
            let mut ring = side(width * 0.5);
            ring.extend(side(width * -0.5).into_iter().rev());
            ring
        });
        Self { outlines: rings.collect() }
    }

    /// This shape with a hole of the other one's form in it.
    pub fn without(&self, hole: &Self) -> Self {
        let mut path = self.clone();
        let (Some(outer), Some(inner)) = (path.outlines.first_mut(), hole.outlines.first()) else { return path };
        let same_sense = (area(outer) > 0.0) == (area(inner) > 0.0);
        outer.extend(outer.first().copied());
        let mut ring = inner.clone();
        ring.extend(inner.first().copied());
        if same_sense {
            ring.reverse();
        }
        let seam = outer.last().copied();
        outer.extend(ring);
        outer.extend(seam);
        path
    }

    /// Both shapes as one.
    pub fn and(mut self, other: Self) -> Self {
        self.outlines.extend(other.outlines);
        self
    }

    /// This shape and its reflection at x = 0.
    pub fn twin(&self) -> Self {
        self.clone().and(self.map(|(x, y)| (-x, y)))
    }

    /// The shape with every point moved.
    pub fn map(&self, place: impl Fn(Point) -> Point) -> Self {
        let moved = self.outlines.iter().map(|outline| outline.iter().map(|point| place(*point)).collect());
        Self { outlines: moved.collect() }
    }

    /// Every outline with the sense that makes its area positive: `(points, sign)`.
    pub fn outlines(&self) -> impl Iterator<Item = (&[Point], f32)> {
        self.outlines.iter().map(|outline| (outline.as_slice(), if area(outline) < 0.0 { -1.0 } else { 1.0 }))
    }

    fn last(&self) -> Point {
        self.outlines.last().and_then(|outline| outline.last()).copied().unwrap_or_default()
    }

    fn push(&mut self, point: Point) {
        if let Some(outline) = self.outlines.last_mut() {
            outline.push(point);
        }
    }

    fn spline(&mut self, knots: &[Point]) {
        for window in knots.windows(4) {
            let [before, from, to, after] = window else { continue };
            let first = (from.0 + (to.0 - before.0) / 6.0, from.1 + (to.1 - before.1) / 6.0);
            let second = (to.0 - (after.0 - from.0) / 6.0, to.1 - (after.1 - from.1) / 6.0);
            for step in 1..=8_u8 {
                self.push(cubic(*from, first, second, *to, f32::from(step) / 8.0));
            }
        }
    }
}

/// The unit vector that far around the circle: 0 is right, 0.25 is down, 0.5 is left.
pub fn direction(turns: f32) -> Point {
    let wave = |t: f32| {
        let t = t - t.floor();
        if t < 0.5 { 16.0 * t * (0.5 - t) } else { -16.0 * (t - 0.5) * (1.0 - t) }
    };
    unit((wave(turns + 0.25), wave(turns)))
}

fn cubic(from: Point, first: Point, second: Point, to: Point, t: f32) -> Point {
    let u = 1.0 - t;
    let weights = (u * u * u, 3.0 * u * u * t, 3.0 * u * t * t, t * t * t);
    let along = |a: f32, b: f32, c: f32, d: f32| a * weights.0 + b * weights.1 + c * weights.2 + d * weights.3;
    (along(from.0, first.0, second.0, to.0), along(from.1, first.1, second.1, to.1))
}

fn unit((x, y): Point) -> Point {
    let length = (x * x + y * y).sqrt();
    if length > 0.0 { (x / length, y / length) } else { (0.0, 0.0) }
}

fn area(outline: &[Point]) -> f32 {
    let next = outline.iter().cycle().skip(1);
    outline.iter().zip(next).map(|(a, b)| a.0 * b.1 - b.0 * a.1).sum()
}

fn share(index: usize, of: usize) -> f32 {
    index as f32 / of.max(1) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_has_the_area_of_a_circle() {
        let circle = Path::circle((10.0, 20.0), 50.0);
        let doubled: f32 = circle.outlines().map(|(points, sign)| area(points) * sign).sum();
        assert!((doubled / 2.0 - 7_853.98).abs() < 40.0, "{doubled}");
    }

    #[test]
    fn a_hole_takes_area_away() {
        let ring = Path::circle((0.0, 0.0), 50.0).without(&Path::circle((0.0, 0.0), 30.0));
        let doubled: f32 = ring.outlines().map(|(points, sign)| area(points) * sign).sum();
        assert!((doubled / 2.0 - 5_026.5).abs() < 40.0, "{doubled}");
    }

    #[test]
    fn directions_lie_on_the_circle() {
        for step in 0..64_u8 {
            let (x, y) = direction(f32::from(step) / 64.0);
            assert!((x * x + y * y - 1.0).abs() < 1e-5);
        }
        assert!(direction(0.25).1 > 0.99);
    }
}
