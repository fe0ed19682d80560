//! GIF: the first frame on its screen.

use ::gif::{DisposalMethod, Encoder, Frame};

use super::*;

/// Red, green, blue, yellow, and a colour that marks what is not there.
const PALETTE: [[u8; 3]; 5] = [RED, GREEN, BLUE, YELLOW, [1, 2, 3]];

/// Places in the palette of quarters.
fn places(width: u16, height: u16) -> Vec<u8> {
    let place = |x, y| u8::from(x >= width / 2) + 2 * u8::from(y >= height / 2);
    (0..height).flat_map(|y| (0..width).map(move |x| place(x, y))).collect()
}

fn written(screen: (u16, u16), frames: &[Frame]) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = Encoder::new(&mut file, screen.0, screen.1, &PALETTE.concat()).unwrap();
    frames.iter().for_each(|frame| encoder.write_frame(frame).unwrap());
    drop(encoder);
    file
}

fn frame(width: u16, height: u16) -> Frame<'static> {
    Frame { width, height, buffer: places(width, height).into(), ..Frame::default() }
}

/// Quarters, then nothing but the last colour.
pub fn two_frames() -> Vec<u8> {
    let second = Frame { buffer: vec![4; 64 * 32].into(), dispose: DisposalMethod::Background, ..frame(64, 32) };
    written((64, 32), &[frame(64, 32), second])
}

#[test]
fn of_an_animation_the_first_frame_is_taken() {
    let rendered = render(&two_frames(), &limits()).unwrap();
    served(&rendered).iter().for_each(assert_quarters);
    assert_pixels(&rendered.preview);
}

#[test]
fn rows_out_of_order_are_put_into_order() {
    let whole = places(64, 32);
    let row = |y: usize| &whole[64 * y..64 * (y + 1)];
    let passes = [(0, 8), (4, 8), (2, 4), (1, 2)];
    let rows = passes.iter().flat_map(|&(first, step)| (first..32).step_by(step)).flat_map(row).copied();
    let frame = Frame { interlaced: true, buffer: rows.collect::<Vec<_>>().into(), ..frame(64, 32) };
    assert_pixels(&pixels(&written((64, 32), &[frame])));
}

#[test]
fn a_frame_has_its_place_on_a_transparent_screen() {
    let frame = Frame { left: 10, top: 20, ..frame(64, 32) };
    let file = written((100, 70), &[frame]);
    let rendered = render(&file, &limits()).unwrap();
    assert_eq!((rendered.width, rendered.height), (100, 70));
    let webp = &served(&rendered)[0];
    assert_eq!(webp.get_pixel(5, 5).0[3], 0);
    for (x, y, colour) in [(20, 28, RED), (60, 28, GREEN), (20, 44, BLUE), (60, 44, YELLOW)] {
        assert_eq!(webp.get_pixel(x, y).0[3], 255);
        assert!(near(webp.get_pixel(x, y), colour));
    }
    assert_eq!(rendered.preview.rgb[..3], [255; 3]);
}

#[test]
fn one_colour_may_be_transparent() {
    let frame = Frame { transparent: Some(3), ..frame(64, 32) };
    let rendered = render(&written((64, 32), &[frame]), &limits()).unwrap();
    let webp = &served(&rendered)[0];
    assert_eq!((webp.get_pixel(50, 25).0[3], webp.get_pixel(10, 25).0[3]), (0, 255));
}

#[test]
fn a_frame_must_lie_on_its_screen() {
    for (left, top, expected) in [
        (0, 0, Ok(())),
        (1, 0, Err(PictureRefusal::Corrupt)),
        (0, 1, Err(PictureRefusal::Corrupt)),
        (u16::MAX, u16::MAX, Err(PictureRefusal::Corrupt)),
    ] {
        let frame = Frame { left, top, ..frame(64, 32) };
        assert_eq!(verdict(&written((64, 32), &[frame])), expected);
    }
}

#[test]
fn places_beyond_the_palette_are_no_colours() {
    let frame = Frame { buffer: vec![9; 64 * 32].into(), ..frame(64, 32) };
    let preview = pixels(&written((64, 32), &[frame]));
    assert_eq!(preview.rgb, [255; 64 * 32 * 3]);
}
