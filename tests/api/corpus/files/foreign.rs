//! Everything that is neither picture nor video, under the names and types of pictures and videos; and files that are
//! nothing at all.

use super::boxes::boxed;
use super::pattern::{self, CANARY};
use super::{File, refused, unsupported};

pub fn files() -> Vec<File> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\">";
    let bmp = [&b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0"[..], &[0; 40]].concat();
    let tiff = |big| pattern::exif(big, 1, &[9; 60]);
    let heic = [boxed(b"ftyp", b"heic\0\0\0\0mif1heic"), boxed(b"meta", &[0; 64]), boxed(b"mdat", &[7; 200])].concat();
    let mp3 = [&b"ID3\x04\0\0\0\0\0\x20TIT2\0\0\0\x16\0\0\x03"[..], &[b'x'; 16], &[0xFF, 0xFB, 0x90, 0x64], &[0; 413]]
        .concat();
    let cases: Vec<(&str, &str, &'static str, Vec<u8>)> = vec![
        ("svg", "photo.svg", "image/svg+xml", format!("{svg}</svg>").into_bytes()),
        ("svg with a script", "photo.png", "image/png", format!("{svg}<script>alert(1)</script></svg>").into_bytes()),
        ("svg with a declaration", "a.jpg", "image/jpeg", format!("<?xml version=\"1.0\"?>{svg}</svg>").into_bytes()),
        ("xml of entities", "a.svg", "image/svg+xml", {
            b"<!DOCTYPE l [<!ENTITY a \"lol\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY x SYSTEM \"file:///etc/passwd\">]><l>&b;&x;</l>".to_vec()
        }),
        ("page", "photo.jpg", "image/jpeg", b"<!doctype html><script>alert(document.cookie)</script>".to_vec()),
        ("page behind spaces", "photo.gif", "image/gif", b"   \n<html onload=alert(1)>".to_vec()),
        (
            "document",
            "photo.jpg",
            "image/jpeg",
            b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF".to_vec(),
        ),
        ("archive", "photo.webp", "image/webp", super::jpeg_metadata::archive(0)),
        ("gzip", "photo.png", "image/png", b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x03\0\0\0\0\0\0\0\0\0".to_vec()),
        ("program for Windows", "photo.jpg", "image/jpeg", [&b"MZ\x90\0\x03\0\0\0"[..], &[0; 120], b"PE\0\0"].concat()),
        ("program for Linux", "photo.avif", "image/avif", [&b"\x7FELF\x02\x01\x01"[..], &[0; 57]].concat()),
        ("program for browsers", "photo.jpg", "image/jpeg", b"\0asm\x01\0\0\0".to_vec()),
        ("class", "photo.jpg", "image/jpeg", b"\xCA\xFE\xBA\xBE\0\0\0\x34\0\x10".to_vec()),
        ("shell script", "photo.jpg", "image/jpeg", b"#!/bin/sh\nid\n".to_vec()),
        ("php", "photo.php.jpg", "image/jpeg", b"<?php system($_GET['c']); ?>".to_vec()),
        (
            "PostScript with a program",
            "photo.jpg",
            "image/jpeg",
            b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(%pipe%id) (w) file".to_vec(),
        ),
        (
            "picture of ImageMagick's",
            "photo.jpg",
            "image/jpeg",
            b"push graphic-context\nfill 'url(https://127.0.0.1/x\"|id; \")'\npop graphic-context".to_vec(),
        ),
        ("text", "photo.jpg", "image/jpeg", CANARY.as_bytes().to_vec()),
        ("json", "photo.jpg", "application/json", b"{\"file\":\"x\"}".to_vec()),
        ("bmp", "photo.bmp", "image/bmp", bmp),
        ("tiff, little-endian", "photo.tif", "image/tiff", tiff(false)),
        ("tiff, big-endian", "photo.jpg", "image/jpeg", tiff(true)),
        ("heic", "photo.heic", "image/heic", heic),
        (
            "icon",
            "favicon.ico",
            "image/x-icon",
            [&b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0\x68\x04\0\0\x16\0\0\0"[..], &[0; 99]].concat(),
        ),
        ("jpeg 2000", "photo.jp2", "image/jp2", b"\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14ftypjp2 \0\0\0\0jp2 ".to_vec()),
        ("jpeg xl", "photo.jxl", "image/jxl", b"\0\0\0\x0CJXL \r\n\x87\n\0\0\0\x14ftypjxl \0\0\0\0jxl ".to_vec()),
        ("jpeg xl without a box", "photo.jxl", "image/jxl", b"\xFF\x0A\xFA\x7F\x01\x90\x08\x06\x01\0".to_vec()),
        ("psd", "photo.psd", "image/vnd.adobe.photoshop", [&b"8BPS\0\x01\0\0\0\0\0\0\0\x03"[..], &[0; 60]].concat()),
        ("animated png of another family", "photo.png", "image/png", b"\x8AMNG\r\n\x1A\n\0\0\0\x1CMHDR".to_vec()),
        ("mp3", "photo.jpg", "image/jpeg", mp3.clone()),
        ("mp3 without a title", "clip.mp4", "video/mp4", mp3[42..].to_vec()),
        (
            "wave",
            "photo.webp",
            "image/webp",
            b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x44\xAC\0\0\x88\x58\x01\0\x02\0\x10\0data\0\0\0\0".to_vec(),
        ),
        ("avi", "clip.mp4", "video/mp4", b"RIFF\x40\0\0\0AVI LIST\x20\0\0\0hdrlavih\x38\0\0\0".to_vec()),
        ("ogg", "clip.webm", "video/webm", [&b"OggS\0\x02"[..], &[0; 60]].concat()),
        ("flash video", "clip.mp4", "video/mp4", b"FLV\x01\x05\0\0\0\x09\0\0\0\0\x12".to_vec()),
        ("transport stream", "clip.mp4", "video/mp4", [&b"G\x40\0\x10"[..], &[0xFF; 184]].concat().repeat(3)),
        (
            "playlist",
            "clip.mp4",
            "video/mp4",
            b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n".to_vec(),
        ),
        ("list of ffmpeg's", "clip.webm", "video/webm", b"ffconcat version 1.0\nfile /etc/passwd\n".to_vec()),
        ("nothing but zeros", "photo.jpg", "image/jpeg", vec![0; 5_000]),
        ("nothing but ones", "photo.jpg", "image/jpeg", vec![0xFF; 5_000]),
        ("one byte", "photo.jpg", "image/jpeg", vec![0xFF]),
        ("two bytes of a jpeg", "photo.jpg", "image/jpeg", vec![0xFF, 0xD8]),
        ("9 bytes of nothing", "photo.png", "image/png", b"123456789".to_vec()),
        ("a line end in front of a png", "photo.png", "image/png", b"\n\x89PNG\r\n\x1A\n\0\0\0\rIHDR".to_vec()),
    ];
    let mut files: Vec<File> = cases
        .into_iter()
        .map(|(name, filename, content_type, bytes)| unsupported(name, bytes).called(filename, content_type))
        .collect();
    files.push(refused("nothing", Vec::new(), 400, "no_file"));
    files
}
