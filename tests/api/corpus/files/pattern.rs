//! What the pictures of the corpus show, and the metadata they carry.

use image::{Rgb, RgbImage};

/// Red, green, blue.
pub type Colour = [u8; 3];

/// Above left.
pub const RED: Colour = [220, 30, 30];
/// Above right.
pub const GREEN: Colour = [30, 200, 40];
/// Below left.
pub const BLUE: Colour = [30, 40, 220];
/// Below right.
pub const YELLOW: Colour = [230, 220, 30];
/// A picture's quarters. No two are alike, so none of the eight orientations looks like another.
pub const QUARTERS: [Colour; 4] = [RED, GREEN, BLUE, YELLOW];
/// What is left of them without colour.
pub const GREYS: [Colour; 4] = [[90; 3], [150; 3], [30; 3], [210; 3]];

/// Width of most pictures: larger than one box of the renditions.
pub const WIDTH: u32 = 240;
/// Height of most pictures.
pub const HEIGHT: u32 = 160;

/// A secret that all metadata here holds. Nothing that is served may hold it.
pub const CANARY: &str = "hidden-place-of-this-test";

/// The colour of a pixel of a picture of this size.
pub fn colour(colours: [Colour; 4], (x, y): (u32, u32), (width, height): (u32, u32)) -> Colour {
    colours[usize::from(x >= width / 2) + 2 * usize::from(y >= height / 2)]
}

/// Four quarters.
pub fn quarters(width: u32, height: u32) -> RgbImage {
    of(QUARTERS, width, height)
}

/// Four quarters of these colours.
pub fn of(colours: [Colour; 4], width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |x, y| Rgb(colour(colours, (x, y), (width, height))))
}

/// How a camera stores the upright picture under an orientation (Exif 2.32, 4.6.4, tag 274): which side of it row 0
/// and column 0 are.
pub fn stored(orientation: u16) -> RgbImage {
    let upright = quarters(WIDTH, HEIGHT);
    let (w, h) = (WIDTH, HEIGHT);
    let (width, height) = if orientation < 5 { (w, h) } else { (h, w) };
    RgbImage::from_fn(width, height, |column, row| {
        let (x, y) = match orientation {
            1 => (column, row),
            2 => (w - 1 - column, row),
            3 => (w - 1 - column, h - 1 - row),
            4 => (column, h - 1 - row),
            5 => (row, column),
            6 => (w - 1 - row, column),
            7 => (w - 1 - row, h - 1 - column),
            _ => (row, h - 1 - column),
        };
        *upright.get_pixel(x, y)
    })
}

/// TIFF bytes as cameras write them (Exif 2.32, 4.6): description, orientation and a GPS directory, and a thumbnail
/// in a second directory if there is one.
pub fn exif(big_endian: bool, orientation: u16, thumbnail: &[u8]) -> Vec<u8> {
    let short = |number: u16| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
    let long = |number: u32| if big_endian { number.to_be_bytes() } else { number.to_le_bytes() };
    let entry = |tag: u16, kind: u16, count: u32, value: [u8; 4]| {
        [&short(tag)[..], &short(kind), &long(count), &value].concat()
    };
    let [a, b] = short(orientation);
    let text = long_of(CANARY.len());
    // Directories of 3, 2 and 2 entries at 8, 50 and 80; then the description, the latitude and the thumbnail.
    let (description, latitude) = (110, 110 + text);
    let image = latitude + 24;
    let parts = [
        if big_endian { b"MM\0*".to_vec() } else { b"II*\0".to_vec() },
        long(8).to_vec(),
        short(3).to_vec(),
        entry(0x010E, 2, text, long(description)),
        entry(0x0112, 3, 1, [a, b, 0, 0]),
        entry(0x8825, 4, 1, long(50)),
        long(if thumbnail.is_empty() { 0 } else { 80 }).to_vec(),
        short(2).to_vec(),
        entry(1, 2, 2, *b"N\0\0\0"),
        entry(2, 5, 3, long(latitude)),
        long(0).to_vec(),
        short(2).to_vec(),
        entry(0x0201, 4, 1, long(image)),
        entry(0x0202, 4, 1, long(long_of(thumbnail.len()))),
        long(0).to_vec(),
        CANARY.as_bytes().to_vec(),
        [52, 1, 31, 1, 12, 1].map(long).concat(),
        thumbnail.to_vec(),
    ];
    parts.concat()
}

/// An XMP packet (ISO 16684-1).
pub fn xmp() -> Vec<u8> {
    format!("<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"><rdf:li>{CANARY}</rdf:li></x:xmpmeta>").into_bytes()
}

/// A colour profile (ICC.1:2001-12) whose red, green and blue are sRGB's blue, red and green. [`hued`] colours look
/// right in it, and wrong to whoever drops it.
pub fn icc() -> Vec<u8> {
    const BLUES: [f64; 3] = [0.14307, 0.06061, 0.71417];
    const REDS: [f64; 3] = [0.43607, 0.22249, 0.01392];
    const GREENS: [f64; 3] = [0.38515, 0.71687, 0.09708];
    const WHITE: [f64; 3] = [0.96420, 1.0, 0.82491];
    let xyz = |values: [f64; 3]| [b"XYZ \0\0\0\0".to_vec(), values.map(fixed).concat()].concat();
    let text = [b"text\0\0\0\0", CANARY.as_bytes(), &[0]].concat();
    let name = [b"desc\0\0\0\0", &long_of(CANARY.len() + 1).to_be_bytes()[..], CANARY.as_bytes(), &[0; 79]].concat();
    // A gamma of 2.2 in 8.8 bits.
    let curve = b"curv\0\0\0\0\0\0\0\x01\x02\x33".to_vec();
    let tags: [(&[u8; 4], Vec<u8>); 9] = [
        (b"desc", name),
        (b"cprt", text),
        (b"wtpt", xyz(WHITE)),
        (b"rXYZ", xyz(BLUES)),
        (b"gXYZ", xyz(REDS)),
        (b"bXYZ", xyz(GREENS)),
        (b"rTRC", curve.clone()),
        (b"gTRC", curve.clone()),
        (b"bTRC", curve),
    ];
    let mut table = long_of(tags.len()).to_be_bytes().to_vec();
    let mut data = Vec::new();
    let begin = 128 + 4 + 12 * tags.len();
    for (tag, body) in &tags {
        table.extend(
            [&tag[..], &long_of(begin + data.len()).to_be_bytes(), &long_of(body.len()).to_be_bytes()].concat(),
        );
        data.extend(body);
        data.resize(data.len().next_multiple_of(4), 0);
    }
    let head = [
        &long_of(begin + data.len()).to_be_bytes()[..],
        b"\0\0\0\0\x02\x10\0\0mntrRGB XYZ ",
        &[0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0],
        b"acsp",
        &[0; 28],
        &WHITE.map(fixed).concat(),
        &[0; 48],
    ];
    [head.concat(), table, data].concat()
}

/// The colours that look like [`QUARTERS`] in the profile of [`icc`].
pub fn hued() -> [Colour; 4] {
    QUARTERS.map(|[red, green, blue]| [blue, red, green])
}

/// A number in 16.16 bits.
fn fixed(number: f64) -> [u8; 4] {
    // Below 2, so it fits.
    ((number * 65536.0).round() as u32).to_be_bytes()
}

/// A length in 32 bits.
pub fn long_of(length: usize) -> u32 {
    u32::try_from(length).unwrap()
}
