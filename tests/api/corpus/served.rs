//! What is served of a file that was taken: in every size and encoding, upright, harmless and without metadata.

use std::process::{Command, Stdio};

use image::GenericImageView;
use reqwest::Method;
use serde_json::Value;

use super::files::pattern::{CANARY, Colour};
use super::files::{Taken, Verdict};
use crate::support::{Answer, Server};

/// How far a colour may be off after all conversions and losses.
const TOLERANCE: u8 = 40;
/// What metadata begins with, in whatever container.
const METADATA: [&[u8]; 12] = [
    b"SECRET-",
    b"+52.5",
    b"Exif",
    b"EXIF",
    b"XMP ",
    b"ICCP",
    b"ICC_PROFILE",
    b"adobe",
    b"Adobe",
    b"8BIM",
    b"II*\0",
    b"MM\0*",
];
/// What must run nowhere.
const SCRIPTS: [&[u8]; 3] = [b"<script", b"<?php", b"PK\x03\x04"];

/// Says what is wrong with how a file is described and served.
pub async fn check(server: &Server, view: &Value, taken: &Taken) -> Result<(), String> {
    let described = (view["kind"].as_str(), view["width"].as_u64(), view["height"].as_u64());
    let expected = (Some(taken.kind), Some(taken.width.into()), Some(taken.height.into()));
    expect(described == expected, || format!("{described:?} instead of {expected:?}"))?;
    let variants = view["variants"].as_array().ok_or("no variants")?;
    if taken.kind == "video" {
        film(server, view).await?;
        expect(!has_ffmpeg() || !variants.is_empty(), || "no picture of the video".into())?;
    } else {
        expect(view["blurhash"].as_str().is_some_and(|hash| hash.len() == 28), || "no placeholder".into())?;
        expect(!variants.is_empty(), || "no variants".into())?;
    }
    for variant in variants {
        picture(server, variant, taken).await.map_err(|fault| format!("{}: {fault}", variant["name"]))?;
    }
    Ok(())
}

/// One size in both encodings, by its signed link alone.
async fn picture(server: &Server, variant: &Value, taken: &Taken) -> Result<(), String> {
    for (accept, mime, format) in [
        ("image/webp,*/*", "image/webp", image::ImageFormat::WebP),
        ("image/jpeg", "image/jpeg", image::ImageFormat::Jpeg),
    ] {
        let served = fetched(server, variant, &[("accept", accept)]).await;
        harmless(&served, 200, mime)?;
        expect(served.headers.get("vary").is_some_and(|vary| vary == "Accept"), || format!("{mime} does not vary"))?;
        let picture = image::load_from_memory_with_format(&served.bytes, format).map_err(|error| error.to_string())?;
        let size = (Some(picture.width().into()), Some(picture.height().into()));
        expect(size == (variant["width"].as_u64(), variant["height"].as_u64()), || format!("{mime} of {size:?}"))?;
        let [across, down] = [taken.width, taken.height].map(|side| u64::from(side).max(1));
        let slant = (u64::from(picture.width()) * down).abs_diff(u64::from(picture.height()) * across);
        expect(slant <= across.max(down), || format!("{mime} of another shape: {size:?}"))?;
        if let Some(quarters) = taken.quarters {
            colours(&picture, quarters).map_err(|fault| format!("{mime}, {fault}"))?;
        }
    }
    Ok(())
}

/// The whole of a video, and parts of it.
async fn film(server: &Server, view: &Value) -> Result<(), String> {
    let mime = view["mime"].as_str().unwrap_or_default();
    let whole = fetched(server, view, &[]).await;
    harmless(&whole, 200, mime)?;
    let length = whole.bytes.len();
    expect(view["size"].as_u64() == Some(length as u64), || format!("{length} bytes of {}", view["size"]))?;
    let begins = match mime {
        "video/mp4" => whole.bytes.get(4..8) == Some(b"ftyp"),
        "video/webm" => whole.bytes.starts_with(&[0x1A, 0x45, 0xDF, 0xA3]),
        _ => false,
    };
    expect(begins, || format!("not {mime}"))?;
    for (range, part) in [("bytes=0-99", 0..100), ("bytes=100-", 100..length), ("bytes=-7", length - 7..length)] {
        let served = fetched(server, view, &[("range", range)]).await;
        harmless(&served, 206, mime)?;
        let named = format!("bytes {}-{}/{length}", part.start, part.end - 1);
        let said = served.headers.get("content-range").and_then(|range| range.to_str().ok());
        expect(said == Some(&named) && served.bytes == whole.bytes[part], || format!("{said:?} instead of {named}"))?;
    }
    let beyond = fetched(server, view, &[("range", &format!("bytes={length}-"))]).await;
    expect(beyond.status == 416, || format!("{} beyond the end", beyond.status))
}

async fn fetched(server: &Server, linked: &Value, headers: &[(&str, &str)]) -> Answer {
    let mut request = server.request(Method::GET, linked["url"].as_str().unwrap());
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server.send(request).await
}

/// Status and headers of served bytes, and that nothing is left in them.
fn harmless(served: &Answer, status: u16, mime: &str) -> Result<(), String> {
    let header = |name: &str| served.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    expect(served.status == status, || format!("served with {}", served.status))?;
    expect(header("content-type") == mime, || format!("{mime} served as {}", header("content-type")))?;
    expect(header("x-content-type-options") == "nosniff", || "sniffed".into())?;
    expect(header("content-security-policy").contains("sandbox"), || "not in a sandbox".into())?;
    expect(!whispers(&served.bytes), || format!("something of the original is in the {mime}"))
}

/// Whether bytes hold metadata, the secret that all metadata of the corpus holds, or a script.
pub fn whispers(bytes: &[u8]) -> bool {
    let needles = METADATA.into_iter().chain(SCRIPTS).chain([CANARY.as_bytes()]);
    needles.into_iter().any(|needle| bytes.windows(needle.len()).any(|window| window == needle))
}

/// Whether every quarter has its colour in its middle.
fn colours(picture: &image::DynamicImage, quarters: [Colour; 4]) -> Result<(), String> {
    let (width, height) = picture.dimensions();
    for (place, wanted) in quarters.into_iter().enumerate() {
        let [x, y] =
            [(place % 2, width), (place / 2, height)].map(|(half, side)| side * if half == 0 { 1 } else { 3 } / 4);
        let [red, green, blue, _] = picture.get_pixel(x, y).0;
        let near = [red, green, blue].iter().zip(wanted).all(|(is, wanted)| is.abs_diff(wanted) < TOLERANCE);
        expect(near, || format!("{:?} instead of {wanted:?} in quarter {place}", [red, green, blue]))?;
    }
    Ok(())
}

fn has_ffmpeg() -> bool {
    let mut command = Command::new("ffmpeg");
    command.arg("-version").stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

fn expect(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

#[test]
fn the_checks_can_tell() {
    for file in super::files::all() {
        let Verdict::Taken(Taken { quarters: Some(quarters), .. }) = file.verdict else { continue };
        if let Some(orientation) = file.name.strip_prefix("jpeg with orientation ").filter(|name| name.contains("and"))
        {
            let picture = image::load_from_memory(&file.bytes).unwrap();
            let lies = !orientation.starts_with('1');
            assert_eq!(colours(&picture, quarters).is_err(), lies, "{}: as stored it is not upright", file.name);
            assert!(whispers(&file.bytes));
        }
    }
    assert!(!whispers(b"JFIF and nothing else"));
}
