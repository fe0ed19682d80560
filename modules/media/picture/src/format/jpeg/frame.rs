//! The headers of a frame and of a scan (ITU-T T.81, B.2.2 and B.2.3), and the geometry that follows from them.

use crate::PictureRefusal;

/// Samples along one side of a block.
pub const BLOCK: u32 = 8;

/// What a frame header says.
pub struct Frame {
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// Whether coefficients come in several scans.
    pub progressive: bool,
    /// One, three or four components.
    pub components: Vec<Component>,
    /// Interleaved units across the picture (T.81, A.2.3).
    pub units_across: u32,
    /// Interleaved units down the picture.
    pub units_down: u32,
}

/// One component of a frame.
pub struct Component {
    /// The name that scans call it by.
    pub id: u8,
    /// Horizontal sampling factor, 1 to 4.
    pub h: u32,
    /// Vertical sampling factor, 1 to 4.
    pub v: u32,
    /// Its quantisation table, 0 to 3.
    pub table: u8,
    /// How many pixels of the picture one sample covers in width.
    pub pixels_across: f64,
    /// How many pixels of the picture one sample covers in height.
    pub pixels_down: f64,
    /// Samples in a row (T.81, A.1.1).
    pub width: u32,
    /// Rows of samples.
    pub height: u32,
}

impl Component {
    /// Blocks in a row of a scan that has this component alone (T.81, A.2.2).
    pub fn blocks_across(&self) -> u32 {
        self.width.div_ceil(BLOCK)
    }

    /// Rows of blocks of a scan that has this component alone.
    pub fn blocks_down(&self) -> u32 {
        self.height.div_ceil(BLOCK)
    }
}

impl Frame {
    /// Reads the body of a frame header. Sides of 0 are the caller's to refuse.
    ///
    /// # Errors
    /// `Unsupported` for samples of other than 8 bits and for what only lossless, hierarchical or arithmetic coding
    /// has: in the standard, in no camera. `Corrupt` for a header that makes no sense.
    pub fn read(marker: u8, body: &[u8]) -> Result<Self, PictureRefusal> {
        let &[precision, h1, h0, w1, w0, count, ref rest @ ..] = body else {
            return Err(PictureRefusal::Corrupt);
        };
        if precision != 8 || !matches!(marker, 0xC0..=0xC2) {
            return Err(PictureRefusal::Unsupported);
        }
        let (entries, []) = rest.as_chunks::<3>() else { return Err(PictureRefusal::Corrupt) };
        if !matches!(count, 1 | 3 | 4) || entries.len() != usize::from(count) {
            return Err(PictureRefusal::Corrupt);
        }
        let factors = entries.iter().map(|&[_, factor, _]| (u32::from(factor >> 4), u32::from(factor & 15)));
        if factors.clone().any(|(h, v)| !(1..=4).contains(&h) || !(1..=4).contains(&v)) {
            return Err(PictureRefusal::Corrupt);
        }
        let widest = factors.clone().map(|(h, _)| h).max().unwrap_or(1);
        let tallest = factors.clone().map(|(_, v)| v).max().unwrap_or(1);
        let side = |high, low| u32::from(u16::from_be_bytes([high, low]));
        let (width, height) = (side(w1, w0), side(h1, h0));
        let components = entries.iter().zip(factors).map(|(&[id, _, table], (h, v))| Component {
            id,
            h,
            v,
            table,
            pixels_across: f64::from(widest) / f64::from(h),
            pixels_down: f64::from(tallest) / f64::from(v),
            width: (width * h).div_ceil(widest),
            height: (height * v).div_ceil(tallest),
        });
        Ok(Self {
            width,
            height,
            progressive: marker == 0xC2,
            components: components.collect(),
            units_across: width.div_ceil(BLOCK * widest),
            units_down: height.div_ceil(BLOCK * tallest),
        })
    }

    /// Blocks that a component takes in memory, in a row and in rows: whole interleaved units.
    pub fn blocks_held(&self, component: &Component) -> (u32, u32) {
        (self.units_across * component.h, self.units_down * component.v)
    }
}

/// What a scan header says.
pub struct Scan {
    /// Components in order, by their place in the frame, with the Huffman tables for DC and AC.
    pub parts: Vec<Part>,
    /// First coefficient in zigzag order.
    pub first: u8,
    /// Last coefficient in zigzag order.
    pub last: u8,
    /// The bit that earlier scans came down to; 0 when this is the first scan of these coefficients.
    pub high: u8,
    /// The bit that this scan comes down to.
    pub low: u8,
}

/// One component of a scan.
pub struct Part {
    /// Its place in the frame.
    pub component: usize,
    /// Its table for DC, 0 to 3.
    pub dc: u8,
    /// Its table for AC, 0 to 3.
    pub ac: u8,
}

impl Scan {
    /// Reads the body of a scan header.
    ///
    /// # Errors
    /// `Corrupt` for components that the frame does not have, and for a progression that T.81, G.1.1.1 does not know.
    pub fn read(body: &[u8], frame: &Frame) -> Result<Self, PictureRefusal> {
        Self::parse(body, frame).ok_or(PictureRefusal::Corrupt)
    }

    fn parse(body: &[u8], frame: &Frame) -> Option<Self> {
        let (&count, rest) = body.split_first()?;
        let (entries, &[first, last, approximation]) = rest.split_at_checked(2 * usize::from(count))? else {
            return None;
        };
        let mut parts: Vec<Part> = Vec::with_capacity(entries.len() / 2);
        for &[id, tables] in entries.as_chunks::<2>().0 {
            let component = frame.components.iter().position(|component| component.id == id)?;
            // In the order of the frame, so none of them twice.
            if parts.last().is_some_and(|before| before.component >= component) || tables & 0xCC != 0 {
                return None;
            }
            parts.push(Part { component, dc: tables >> 4, ac: tables & 15 });
        }
        let (high, low) = (approximation >> 4, approximation & 15);
        let sound = if frame.progressive {
            let band = if first == 0 { last == 0 } else { parts.len() == 1 && first <= last && last < 64 };
            band && low <= 13 && (high == 0 || high == low + 1)
        } else {
            // Some writers leave other values here; a sequential scan has but one meaning.
            true
        };
        (sound && !parts.is_empty()).then_some(Self { parts, first, last, high, low })
    }
}
