//! AVIF files made by another encoder; how is told in `avif/README.md`.

use super::*;

/// Greys that the colours of the quarters have as luma (ITU-R BT.601).
const LUMA: [u8; 4] = [87, 131, 58, 201];

#[test]
fn depths_samplings_ranges_and_matrices_show_the_same() {
    let kinds = [
        avif!("8_420_full_6"),
        avif!("8_420_limited_1"),
        avif!("8_422_limited_5"),
        avif!("8_444_full_0"),
        avif!("8_444_full_1"),
        avif!("8_444_limited_9"),
        avif!("10_420_limited_9"),
        avif!("10_444_full_6"),
        avif!("12_420_full_6"),
        avif!("12_422_limited_1"),
    ];
    for file in kinds {
        let preview = pixels(file);
        assert_eq!((preview.width, preview.height), (64, 32));
        let colours = preview.rgb.as_chunks::<3>().0;
        for (place, colour) in [(8 * 64 + 16, RED), (8 * 64 + 48, GREEN), (24 * 64 + 16, BLUE), (24 * 64 + 48, YELLOW)]
        {
            let off = colours[place].iter().zip(colour).map(|(shown, wanted)| shown.abs_diff(wanted)).max();
            assert!(off < Some(5), "{:?} is not {colour:?}", colours[place]);
        }
        served(&render(file, &limits()).unwrap()).iter().for_each(assert_quarters);
    }
}

#[test]
fn grey_is_grey() {
    for file in [avif!("8_400_full_6"), avif!("8_400_limited_6")] {
        let preview = pixels(file);
        for (place, luma) in [8 * 64 + 16, 8 * 64 + 48, 24 * 64 + 16, 24 * 64 + 48].into_iter().zip(LUMA) {
            let [red, green, blue] = preview.rgb.as_chunks::<3>().0[place];
            assert!(red == green && green == blue && red.abs_diff(luma) < 4, "{red} is not {luma}");
        }
    }
}

#[test]
fn odd_sides_are_kept() {
    let preview = pixels(avif!("odd"));
    assert_eq!((preview.width, preview.height), (63, 31));
    assert_pixels(&preview);
}

#[test]
fn transparency_is_kept() {
    for file in [avif!("alpha"), avif!("alpha_10"), avif!("alpha_multiplied")] {
        let rendered = render(file, &limits()).unwrap();
        let [webp, jpeg] = &served(&rendered)[..] else { panic!("one size in two encodings") };
        for (x, y, colour) in [(48, 8, GREEN), (48, 24, YELLOW)] {
            assert_eq!((webp.get_pixel(16, y).0[3], webp.get_pixel(x, y).0[3]), (0, 255));
            assert!(near(webp.get_pixel(x, y), colour) && near(jpeg.get_pixel(x, y), colour));
            assert!(near(jpeg.get_pixel(16, y), [255; 3]));
        }
    }
}

#[test]
fn turns_and_mirrors_bring_it_upright() {
    let turned = [
        avif!("turned_0_none"),
        avif!("turned_0_0"),
        avif!("turned_0_1"),
        avif!("turned_1_none"),
        avif!("turned_1_0"),
        avif!("turned_1_1"),
        avif!("turned_2_none"),
        avif!("turned_2_0"),
        avif!("turned_2_1"),
        avif!("turned_3_none"),
        avif!("turned_3_0"),
        avif!("turned_3_1"),
    ];
    for (place, file) in turned.into_iter().enumerate() {
        let rendered = render(file, &limits()).unwrap();
        assert_eq!((rendered.width, rendered.height), (64, 32), "{place}");
        assert_pixels(&rendered.preview);
    }
}

#[test]
fn what_is_to_be_cut_off_is_cut_off() {
    let file = avif!("cropped");
    assert_eq!(inspect(file, &limits()).map(|header| (header.width, header.height)), Ok((96, 64)));
    let rendered = render(file, &limits()).unwrap();
    assert_eq!((rendered.width, rendered.height), (64, 32));
    assert_pixels(&rendered.preview);
    let corner = rendered.preview.rgb.as_chunks::<3>().0[0];
    assert!(corner.iter().zip(RED).all(|(shown, wanted)| shown.abs_diff(wanted) < 12), "{corner:?}");
}

#[test]
fn tiles_are_put_together() {
    let preview = pixels(avif!("grid"));
    assert_eq!((preview.width, preview.height), (128, 128));
    assert_pixels(&preview);
    // The same tiles, of which the outer ones are needed in part.
    let mut file = avif!("grid").to_vec();
    let grid = file.windows(8).position(|window| window == [0, 0, 1, 1, 0, 128, 0, 128]).unwrap();
    file[grid + 4..grid + 8].copy_from_slice(&[0, 100, 0, 70]);
    let size = file.windows(16).position(|window| window == *b"ispe\0\0\0\0\0\0\0\x80\0\0\0\x80").unwrap();
    file[size + 8..size + 16].copy_from_slice(&[0, 0, 0, 100, 0, 0, 0, 70]);
    let preview = pixels(&file);
    assert_eq!((preview.width, preview.height), (100, 70));
    let colours = preview.rgb.as_chunks::<3>().0;
    for ((x, y), colour) in [((30, 30), RED), ((80, 30), GREEN), ((30, 67), BLUE), ((80, 67), YELLOW)] {
        let shown = colours[y * 100 + x];
        assert!(shown.iter().zip(colour).all(|(shown, wanted)| shown.abs_diff(wanted) < 8), "{shown:?} at {x}, {y}");
    }
}

#[test]
fn of_a_sequence_the_still_is_taken() {
    let rendered = render(avif!("sequence"), &limits()).unwrap();
    served(&rendered).iter().for_each(assert_quarters);
}

/// Bits from the top of each byte.
#[derive(Default)]
struct Bits(Vec<bool>);

impl Bits {
    fn put(&mut self, value: u32, count: u32) -> &mut Self {
        self.0.extend((0..count).rev().map(|place| value >> place & 1 == 1));
        self
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().fold(0, |byte, bit| byte << 1 | u8::from(*bit)) << (8 - bits.len());
        self.0.chunks(8).map(byte).collect()
    }
}

/// A file whose container and sequence header agree on a size, and whose frame is nonsense.
pub fn crafted(width: u32, height: u32) -> Vec<u8> {
    let mut bits = Bits::default();
    // Profile 0, a still picture with a reduced header, level 0, sides of 16 bits.
    bits.put(0, 3).put(1, 1).put(1, 1).put(0, 5).put(15, 4).put(15, 4).put(width - 1, 16).put(height - 1, 16);
    // Tools, then 8 bits, colour, no description, full range, siting, no filters; and the trailing bit.
    bits.put(0, 6).put(0, 3).put(1, 1).put(0, 2).put(0, 1).put(1, 1);
    let sequence = bits.bytes();
    let mut file = avif!("8_420_full_6").to_vec();
    let size = file.windows(4).position(|window| window == b"ispe").unwrap();
    file[size + 8..size + 12].copy_from_slice(&width.to_be_bytes());
    file[size + 12..size + 16].copy_from_slice(&height.to_be_bytes());
    let data = file.windows(4).position(|window| window == b"mdat").unwrap() + 4;
    let room = file.len() - data;
    let frame = room - 4 - sequence.len();
    let units = [&[0x0A, sequence.len() as u8][..], &sequence, &[0x32, frame as u8], &vec![0x55; frame]].concat();
    file[data..].copy_from_slice(&units);
    file
}

#[test]
fn container_and_data_must_agree() {
    let mut file = avif!("8_420_full_6").to_vec();
    let size = file.windows(4).position(|window| window == b"ispe").unwrap();
    file[size + 11] = 66;
    assert_eq!(verdict(&file), Err(PictureRefusal::Corrupt));
}

#[test]
fn more_frames_than_a_still_has_are_unsupported() {
    // The decoder may keep every frame, so the cost would grow with them.
    let file = crafted(64, 32);
    let frame = file.windows(2).rposition(|window| window == [0x32, file[file.len() - 1]]);
    assert_eq!(frame, None);
    let data = file.windows(4).position(|window| window == b"mdat").unwrap() + 4;
    let mut many = file.clone();
    let first = data + 2 + usize::from(file[data + 1]);
    let room = many.len() - first;
    let units: Vec<u8> = [0x32, 1, 0].iter().copied().cycle().take(room / 3 * 3).collect();
    many[first..first + units.len()].copy_from_slice(&units);
    // What is left is padding.
    let rest = room - units.len();
    many[first + units.len()..].copy_from_slice(&[0x7A, 0, 0][..rest]);
    assert_eq!(verdict(&many), Err(PictureRefusal::Unsupported));
}
