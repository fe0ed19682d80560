//! PNG files that lie, end early, or are made of the wrong parts.

use super::pattern::{BLUE, HEIGHT, QUARTERS, WIDTH, long_of};
use super::png::{GREY, PALETTE, RGB, chunk, deflated, file, idat, ihdr, inflating, rgb, rows};
use super::{File, corrupt, cuts, too_large};

pub fn files() -> Vec<File> {
    let usual = rgb(&[], &[]);
    let pixels = rows(WIDTH, HEIGHT, 8, |_, _| BLUE.map(u16::from).to_vec());
    let usual_header = ihdr(WIDTH, HEIGHT, 8, RGB);
    let claims = |width, height| file(&[ihdr(width, height, 8, RGB), idat(&pixels)]);
    let mut files = vec![
        too_large("png of 40,000 x 40,000 that inflates to a gigabyte", {
            file(&[ihdr(40_000, 40_000, 8, GREY), chunk(b"IDAT", &inflating(1 << 30))])
        }),
        too_large("png that says 64,250 x 64,250", claims(64_250, 64_250)),
        too_large("png that says 64,250 x 1", claims(64_250, 1)),
        too_large(
            "png that says 2,147,483,647 x 2,147,483,647",
            claims(i32::MAX.unsigned_abs(), i32::MAX.unsigned_abs()),
        ),
        too_large("png that says 8,001 x 5,000: over 40 megapixels", claims(8_001, 5_000)),
        corrupt("png that says 0 x 160", claims(0, HEIGHT)),
        corrupt("png that says twice its size", claims(2 * WIDTH, 2 * HEIGHT)),
        corrupt("png without pixels", file(std::slice::from_ref(&usual_header))),
        corrupt("png without a header", file(&[idat(&pixels)])),
        corrupt("png with its pixels before its header", file(&[idat(&pixels), usual_header.clone()])),
        corrupt("png without an end", usual[..usual.len() - 12].to_vec()),
        corrupt("png with a wrong check sum of its pixels", damaged(&usual, b"IDAT")),
        corrupt("png with a wrong check sum of its header", damaged(&usual, b"IHDR")),
        corrupt("png with a palette picture and no palette", file(&[ihdr(WIDTH, HEIGHT, 8, PALETTE), idat(&pixels)])),
        corrupt("png with grey of 3 bits", file(&[ihdr(WIDTH, HEIGHT, 3, GREY), idat(&pixels)])),
        corrupt("png with colour of 4 bits", file(&[ihdr(WIDTH, HEIGHT, 4, RGB), idat(&pixels)])),
        corrupt("png with colour type 5", file(&[ihdr(WIDTH, HEIGHT, 8, 5), idat(&pixels)])),
        corrupt("png with filter type 9", file(&[usual_header.clone(), idat(&[9].repeat(pixels.len()))])),
        corrupt("png with noise for pixels", file(&[usual_header.clone(), chunk(b"IDAT", &[0xA5; 3_000])])),
        corrupt("png with half of its pixels", file(&[usual_header.clone(), idat(&pixels[..pixels.len() / 2])])),
        corrupt("png with a critical chunk that nobody knows", rgb(&[chunk(b"KEYS", b"x")], &[])),
        corrupt("png with a chunk of 4 gigabytes", [&b"\x89PNG\r\n\x1a\n\xFF\xFF\xFF\xFFIHDR"[..], &[0; 40]].concat()),
        corrupt("png of a signature", b"\x89PNG\r\n\x1a\n".to_vec()),
        corrupt("png in name only", b"\x89PNG\r\n\x1a\n%PDF-1.7 <script>".to_vec()),
        corrupt("png whose compressed pixels end early", {
            let whole = deflated(&rows(WIDTH, HEIGHT, 8, |x, y| {
                super::pattern::colour(QUARTERS, (x, y), (WIDTH, HEIGHT)).map(u16::from).to_vec()
            }));
            file(&[usual_header, chunk(b"IDAT", &whole[..whole.len() / 2])])
        }),
    ];
    let end = usual.len();
    files.extend(cuts("png", &usual, &[9, 16, 29, 33, 41, end / 2, end - 17, end - 1]));
    files
}

/// A file with another check sum in the first chunk of a kind.
fn damaged(file: &[u8], kind: &[u8; 4]) -> Vec<u8> {
    let mut file = file.to_vec();
    let at = file.windows(4).position(|four| four == kind).unwrap();
    let length = u32::from_be_bytes(file[at - 4..at].try_into().unwrap());
    assert!(length < long_of(file.len()));
    file[at + 4 + length as usize] ^= 1;
    file
}
