//! The pipeline on pictures made here: what is kept, what is gone, what is refused.

mod avif;
mod gif;
mod jpeg;
mod metadata;
mod mutants;
mod planes;
mod png;
mod profile;
mod refusal;
mod sample;
mod webp;

use image::{GenericImageView, ImageFormat, Rgba, RgbaImage};

use super::*;
use sample::*;

#[test]
fn every_format_comes_out_as_webp_and_jpeg() {
    for (format, file) in every_format() {
        assert_eq!(sniff(&file), Some(format));
        let header = inspect(&file, &limits()).unwrap();
        assert_eq!((header.format, header.width, header.height), (format, 64, 32));
        let rendered = render(&file, &limits()).unwrap();
        assert_eq!((rendered.format, rendered.width, rendered.height), (format, 64, 32));
        let images = served(&rendered);
        assert_eq!(images.len(), 2, "{format:?}");
        images.iter().for_each(assert_quarters);
    }
}

#[test]
fn the_first_64_bytes_tell_the_format() {
    for (format, file) in every_format() {
        assert_eq!(sniff(&file[..64]), Some(format));
        assert_eq!(sniff(&file[..3]), (format == PictureFormat::Jpeg).then_some(format));
    }
    assert_eq!(sniff(b""), None);
    assert_eq!(sniff(b"GIF88a"), None);
    // The brand may be a compatible one, and a sequence has its own.
    assert_eq!(sniff(b"\0\0\0\x18ftypmif1\0\0\0\0avifmiaf"), Some(PictureFormat::Avif));
    assert_eq!(sniff(b"\0\0\0\x14ftypavis\0\0\0\0msf1"), Some(PictureFormat::Avif));
    assert_eq!(sniff(b"\0\0\0\x14ftypheic\0\0\0\0mif1"), None);
    assert_eq!(sniff(b"\0\0\0\x18ftypisom\0\0\x02\0isommp41"), None);
}

#[test]
fn renditions_fill_every_box_and_never_grow() {
    let sizes = |width, height| {
        let rendered = render(&jpeg(&quarters(width, height)), &limits()).unwrap();
        rendered.renditions.iter().map(|r| (r.fits, r.width, r.height)).collect::<Vec<_>>()
    };
    assert_eq!(sizes(2400, 1200), [(200, 200, 100), (640, 640, 320), (1080, 1080, 540), (1920, 1920, 960)]);
    assert_eq!(sizes(4800, 2400), [(200, 200, 100), (640, 640, 320), (1080, 1080, 540), (1920, 1920, 960)]);
    assert_eq!(sizes(300, 800), [(200, 75, 200), (640, 240, 640), (1080, 300, 800)]);
    assert_eq!(sizes(640, 20), [(200, 200, 6), (640, 640, 20)]);
    assert_eq!(sizes(50, 40), [(200, 50, 40)]);
    assert_eq!(sizes(1, 1), [(200, 1, 1)]);
    assert_eq!(sizes(4000, 1), [(200, 200, 1), (640, 640, 1), (1080, 1080, 1), (1920, 1920, 1)]);
}

#[test]
fn a_plan_says_which_sizes_and_encodings() {
    let file = jpeg(&quarters(1000, 500));
    let plan = Plan { boxes: &[50, 300], webp: true, jpeg: false };
    let rendered = render_with(&file, &limits(), &plan).unwrap();
    let made: Vec<_> = rendered.renditions.iter().map(|r| (r.width, r.webp.is_empty(), r.jpeg.is_empty())).collect();
    assert_eq!(made, [(50, false, true), (300, false, true)]);
    assert_eq!((rendered.width, rendered.preview.width), (1000, 300));
    let plan = Plan { boxes: &[100], webp: false, jpeg: true };
    let rendered = render_with(&file, &limits(), &plan).unwrap();
    assert!(rendered.renditions[0].webp.is_empty() && !rendered.renditions[0].jpeg.is_empty());
    for boxes in [&[][..], &[0, 5], &[300, 200], &[200, 200]] {
        let plan = Plan { boxes, ..Plan::PRODUCT };
        assert_eq!(render_with(&file, &limits(), &plan).map(drop), Err(PictureRefusal::Failed("plan")), "{boxes:?}");
    }
}

#[test]
fn the_preview_is_the_640_rendition_in_plain_pixels() {
    let preview = |width, height| render(&jpeg(&quarters(width, height)), &limits()).unwrap().preview;
    for (original, expected) in [((2000, 1000), (640, 320)), ((300, 600), (300, 600)), ((120, 80), (120, 80))] {
        let preview = preview(original.0, original.1);
        assert_eq!((preview.width, preview.height), expected);
        assert_eq!(preview.rgb.len(), (expected.0 * expected.1 * 3) as usize);
        assert_pixels(&preview);
    }
    // Upright, and laid over white.
    let turned = render(&jpeg_turned(&stored(&quarters(64, 32), 6), 6), &limits()).unwrap().preview;
    assert_eq!((turned.width, turned.height), (64, 32));
    assert_pixels(&turned);
    let clear = RgbaImage::from_pixel(10, 10, Rgba([200, 0, 0, 0]));
    assert_eq!(render(&encoded(clear, ImageFormat::Png), &limits()).unwrap().preview.rgb, [255; 300]);
}

#[test]
fn transparency_is_kept_in_webp_and_white_in_jpeg() {
    let image =
        RgbaImage::from_fn(300, 300, |x, _| if x < 150 { Rgba([0, 0, 0, 0]) } else { Rgba([200, 20, 20, 255]) });
    let lossy = ::webp::Encoder::from_rgba(image.as_raw(), 300, 300).encode(90.0).to_vec();
    let files = [encoded(image.clone(), ImageFormat::Png), encoded(image, ImageFormat::WebP), lossy];
    for file in files {
        let rendered = render(&file, &limits()).unwrap();
        for pair in served(&rendered).chunks(2) {
            let [webp, jpeg] = pair else { panic!("two encodings a size") };
            let (w, h) = webp.dimensions();
            assert_eq!(webp.get_pixel(w / 4, h / 2).0[3], 0);
            assert_eq!(webp.get_pixel(w * 3 / 4, h / 2).0[3], 255);
            assert!(near(webp.get_pixel(w * 3 / 4, h / 2), [200, 20, 20]));
            assert!(near(jpeg.get_pixel(w / 4, h / 2), [255, 255, 255]));
            assert!(near(jpeg.get_pixel(w * 3 / 4, h / 2), [200, 20, 20]));
        }
    }
}

#[test]
fn what_cannot_be_seen_does_not_bleed() {
    // Green where it is transparent, red where it is not: no green may come through at the border.
    let image = RgbaImage::from_fn(400, 40, |x, _| if x < 203 { Rgba([0, 255, 0, 0]) } else { Rgba([255, 0, 0, 255]) });
    let lossy = ::webp::Encoder::from_rgba(image.as_raw(), 400, 40).encode(100.0).to_vec();
    for file in [encoded(image.clone(), ImageFormat::Png), encoded(image, ImageFormat::WebP), lossy] {
        let plan = Plan { boxes: &[100], webp: false, jpeg: false };
        let preview = render_with(&file, &limits(), &plan).unwrap().preview;
        let row = preview.rgb[100 * 3 * 5..][..300].as_chunks::<3>().0;
        // Red over white has as much green as blue.
        let worst = row.iter().map(|[_, green, blue]| green.abs_diff(*blue)).max();
        assert!(worst < Some(25), "{worst:?} in {row:?}");
    }
}

#[test]
fn an_opaque_alpha_channel_is_dropped() {
    let image = image::DynamicImage::from(quarters(40, 40)).into_rgba8();
    for format in [ImageFormat::Png, ImageFormat::WebP] {
        let rendered = render(&encoded(image.clone(), format), &limits()).unwrap();
        assert!(served(&rendered).iter().all(|image| !image.color().has_alpha()));
    }
}

#[test]
fn the_placeholder_tells_landscape_from_portrait() {
    let landscape = render(&jpeg(&quarters(90, 60)), &limits()).unwrap().blurhash;
    let portrait = render(&jpeg(&quarters(60, 90)), &limits()).unwrap().blurhash;
    assert_eq!((landscape.len(), portrait.len()), (28, 28));
    // The first character is (across - 1) + (down - 1) * 9, in base 83.
    assert_eq!((landscape.chars().next(), portrait.chars().next()), (Some('L'), Some('T')));
}

#[test]
fn what_is_served_can_be_uploaded_again() {
    let rendered = render(&jpeg(&quarters(700, 500)), &limits()).unwrap();
    for rendition in &rendered.renditions {
        for file in [&rendition.webp, &rendition.jpeg] {
            served(&render(file, &limits()).unwrap()).iter().for_each(assert_quarters);
        }
    }
}
