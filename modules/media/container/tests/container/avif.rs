//! AVIF files that are taken, by other people's writers and by ours.

use std::ops::Range;

use media_container::avif::{Avif, Coded, Crop, Mirror, Nclx, Tile, is_avif, read};

use super::support::boxes::{boxed, full, u16s, u32s};
use super::support::fixture;
use super::support::picture::{ALPHA, COLOUR, DATA, GREY, Picture, auxc, av1c, ispe};

/// AV1 data of an item begins with a temporal delimiter (AV1, 7.5); libheif and libavif keep it.
fn begins_as_av1(tile: &Tile, file: &[u8]) -> bool {
    tile.data(file).starts_with(&[0x12, 0])
}

fn data(tile: &Tile, file: &[u8]) -> Vec<u8> {
    tile.data(file).into_owned()
}

#[test]
fn libavif_turned_and_cropped() {
    let file = fixture::TURNED_AVIF;
    let avif = read(file).unwrap();
    assert!(begins_as_av1(&avif.colour.tiles[0], file));
    let tiles = vec![Tile { extents: Vec::from([Range { start: 343, end: 562 }]) }];
    let nclx = Nclx { primaries: 1, transfer: 13, matrix: 6, full_range: true };
    let expected = Avif {
        width: 64,
        height: 48,
        colour: Coded {
            width: 64,
            height: 48,
            depth: 8,
            monochrome: false,
            rows: 1,
            columns: 1,
            tile_width: 64,
            tile_height: 48,
            tiles,
        },
        alpha: None,
        premultiplied: false,
        crop: Some(Crop { left: 8, top: 4, width: 40, height: 30 }),
        rotation: 1,
        mirror: Some(Mirror::LeftRight),
        icc: None,
        nclx: Some(nclx),
    };
    assert_eq!(avif, expected);
}

#[test]
fn libavif_with_premultiplied_alpha_in_ten_bits() {
    let file = fixture::ALPHA_AVIF;
    let avif = read(file).unwrap();
    let alpha = avif.alpha.unwrap();
    assert!(begins_as_av1(&avif.colour.tiles[0], file) && begins_as_av1(&alpha.tiles[0], file));
    assert_ne!(avif.colour.tiles, alpha.tiles);
    assert_eq!((avif.colour.depth, avif.colour.monochrome), (10, false));
    assert_eq!((alpha.depth, alpha.monochrome, alpha.width, alpha.height), (10, true, 64, 48));
    assert!(avif.premultiplied);
    assert_eq!((avif.crop, avif.rotation, avif.mirror), (None, 0, None));
}

#[test]
fn libavif_grid() {
    let file = fixture::GRID_AVIF;
    let avif = read(file).unwrap();
    assert_eq!((avif.width, avif.height), (128, 128));
    let colour = &avif.colour;
    assert_eq!((colour.rows, colour.columns, colour.tile_width, colour.tile_height), (2, 2, 64, 64));
    assert_eq!(colour.tiles.len(), 4);
    assert!(colour.tiles.iter().all(|tile| begins_as_av1(tile, file)));
    assert!(colour.tiles.is_sorted_by(|one, next| one.extents[0].end == next.extents[0].start));
    assert!(avif.nclx.is_some());
}

#[test]
fn libheif_with_alpha_and_bases() {
    let file = fixture::PLAIN_AVIF;
    let avif = read(file).unwrap();
    let alpha = avif.alpha.unwrap();
    assert!(begins_as_av1(&avif.colour.tiles[0], file) && begins_as_av1(&alpha.tiles[0], file));
    assert_eq!((avif.colour.monochrome, alpha.monochrome, avif.premultiplied), (false, true, false));
}

#[test]
fn brands_decide_what_is_avif() {
    let ftyp = |major: &[u8; 4], others: &[u8]| boxed(b"ftyp", &[major, &[0; 4], others]);
    for yes in [ftyp(b"avif", b""), ftyp(b"avis", b"msf1"), ftyp(b"mif1", b"heicavif")] {
        assert!(is_avif(&yes));
    }
    let behind = [ftyp(b"mif1", b"heic"), b"avifavif".to_vec()].concat();
    let version = boxed(b"ftyp", &[b"mif1avifheic"]);
    for no in [ftyp(b"heic", b"mif1heix"), ftyp(b"isom", b"av01"), behind, version, b"avif".repeat(4), Vec::new()] {
        assert!(!is_avif(&no), "{no:?}");
    }
    let long = ftyp(b"mif1", b"avifmiafMA1B");
    assert!(is_avif(&long[..20]) && !is_avif(&long[..19]), "the first bytes are enough");
}

#[test]
fn every_depth_and_luma_only() {
    for (flags, depth, monochrome) in [(0x0C, 8, false), (0x40, 10, false), (0x60, 12, false), (0x5C, 10, true)] {
        let mut picture = Picture::single(&[]);
        picture.properties[1] = av1c(flags);
        let colour = read(&picture.file()).unwrap().colour;
        assert_eq!((colour.depth, colour.monochrome), (depth, monochrome), "flags {flags:#x}");
    }
}

#[test]
fn each_transform_alone_and_all_in_order() {
    let turn = |turns: u8| boxed(b"irot", &[&[turns]]);
    let mirror = |axis: u8| boxed(b"imir", &[&[axis]]);
    let with = |more: &[Vec<u8>]| {
        let avif = read(&Picture::single(more).file()).unwrap();
        (avif.crop, avif.rotation, avif.mirror)
    };
    for turns in 0..4 {
        assert_eq!(with(&[turn(turns)]), (None, turns, None));
    }
    assert_eq!(with(&[mirror(0)]), (None, 0, Some(Mirror::TopBottom)));
    assert_eq!(with(&[mirror(1)]), (None, 0, Some(Mirror::LeftRight)));
    // 20 x 10 pixels in 40 x 30, one and a half times two to the right of the middle, 8 halves above it.
    let crop = boxed(b"clap", &[&u32s(&[40, 2, 10, 1, 3, 1, -8_i32 as u32, 2])]);
    let kept = Crop { left: 13, top: 6, width: 20, height: 10 };
    assert_eq!(with(&[crop, turn(3), mirror(0)]), (Some(kept), 3, Some(Mirror::TopBottom)));
}

#[test]
fn a_crop_may_have_halves_that_meet() {
    // 39 of 40 pixels: the middles are half a pixel apart.
    let crop = boxed(b"clap", &[&u32s(&[39, 1, 30, 1, -1_i32 as u32, 2, 0, 1])]);
    let kept = Crop { left: 0, top: 0, width: 39, height: 30 };
    assert_eq!(read(&Picture::single(&[crop]).file()).unwrap().crop, Some(kept));
}

#[test]
fn colour_spaces_of_both_kinds() {
    let nclx = boxed(b"colr", &[b"nclx", &u16s(&[9, 16, 9]), &[0]]);
    let icc = boxed(b"colr", &[b"prof", b"<profile>"]);
    let file = Picture::single(&[nclx, icc.clone()]).file();
    let avif = read(&file).unwrap();
    assert_eq!(avif.nclx, Some(Nclx { primaries: 9, transfer: 16, matrix: 9, full_range: false }));
    assert_eq!(&file[avif.icc.unwrap()], b"<profile>");

    let mut grid = Picture::grid(1, 2, 128, 64);
    grid.properties.push(icc);
    grid.items[1].2.push(3);
    let file = grid.file();
    assert_eq!(&file[read(&file).unwrap().icc.unwrap()], b"<profile>", "a grid has the colours of its tiles");
}

#[test]
fn places_of_every_version_and_width() {
    let sizes = |bytes: &[u8]| {
        let file = bytes.to_vec();
        let tile = read(&file).unwrap().colour.tiles.remove(0);
        (data(&tile, &file), tile.extents.len())
    };
    let with = |places: fn(u32) -> Vec<u8>| {
        let mut picture = Picture::single(&[]);
        picture.places = Some(Box::new(places));
        sizes(&picture.file())
    };
    let whole = DATA.len() as u32;
    assert_eq!(whole, 15);
    // Version 0: no method and no index, whatever the last bits say. A base in 64 bits, no offset.
    let plain =
        with(|at| full(b"iloc", 0, 0, &[&[0x04, 0x8F], &u16s(&[1, 1, 0]), &u32s(&[0, at]), &u16s(&[1]), &u32s(&[15])]));
    assert_eq!(plain, (DATA.to_vec(), 1));
    // Version 2: item numbers in 32 bits, lengths and indexes in 64; three extents that change places.
    let pieces = with(|at| {
        let extents: Vec<u8> = [(10, 5), (5, 5), (0, 5)]
            .iter()
            .flat_map(|(offset, length)| u32s(&[0, 7, at + offset, 0, *length]))
            .collect();
        full(b"iloc", 2, 0, &[&[0x48, 0x08], &u32s(&[1, 1]), &u16s(&[0, 0, 3]), &extents])
    });
    assert_eq!(pieces, ([&DATA[10..], &DATA[5..10], &DATA[..5]].concat(), 3));
}

#[test]
fn tables_of_later_versions_say_the_same() {
    let nclx = boxed(b"colr", &[b"nclx", &u16s(&[1, 13, 6]), &[0x80]]);
    let alpha = [ispe(64, 64), av1c(GREY), auxc(ALPHA)];
    let mut grid = Picture::grid(1, 2, 100, 64).with_alpha(8, 2, &alpha).with_alpha(9, 3, &alpha);
    grid.properties.push(nclx);
    grid.items[0].2.push(0x80 | 9);
    let plain = read(&grid.file()).unwrap();
    assert!(plain.nclx.is_some() && plain.alpha.is_some());
    grid.wide = true;
    let mut wide = read(&grid.file()).unwrap();
    let pairs = [(Some(&mut wide.colour), Some(&plain.colour)), (wide.alpha.as_mut(), plain.alpha.as_ref())];
    for (coded, other) in pairs {
        let (coded, other) = (coded.unwrap(), other.unwrap());
        assert_ne!(coded.tiles, other.tiles, "they lie elsewhere");
        coded.tiles.clone_from(&other.tiles);
    }
    assert_eq!(wide, plain);
}

#[test]
fn items_in_the_meta_box() {
    let mut picture = Picture::single(&[]);
    picture.grids = vec![(9, b"not this".to_vec()), (1, b"but this".to_vec())];
    picture.places = Some(Box::new(|_| full(b"iloc", 1, 0, &[&[0x44, 0], &u16s(&[1, 1, 1, 0, 1]), &u32s(&[8, 8])])));
    let file = picture.file();
    assert_eq!(data(&read(&file).unwrap().colour.tiles[0], &file), b"but this");
}

#[test]
fn grids_may_cut_their_edges() {
    let avif = read(&Picture::grid(2, 3, 130, 65).file()).unwrap();
    assert_eq!((avif.width, avif.height, avif.colour.tiles.len()), (130, 65, 6));
    let mut wide = Picture::grid(2, 2, 1, 1);
    wide.grids[0].1 = [&[0, 1, 1, 1][..], &u32s(&[128, 100])].concat();
    let avif = read(&wide.file()).unwrap();
    assert_eq!((avif.width, avif.height), (128, 100));
    let most = read(&Picture::grid(16, 16, 1024, 1024).file()).unwrap();
    assert_eq!(most.colour.tiles.len(), 256);
}

#[test]
fn transparency_of_the_whole_or_of_each_tile() {
    for name in [ALPHA, "urn:mpeg:hevc:2015:auxid:1"] {
        let picture = Picture::single(&[]).with_alpha(2, 1, &[ispe(40, 30), av1c(GREY), auxc(name)]);
        let alpha = read(&picture.file()).unwrap().alpha.unwrap();
        assert_eq!((alpha.width, alpha.height, alpha.monochrome), (40, 30, true));
    }
    let sizeless = Picture::single(&[]).with_alpha(2, 1, &[av1c(GREY), auxc(ALPHA)]);
    let alpha = read(&sizeless.file()).unwrap().alpha.unwrap();
    assert_eq!((alpha.width, alpha.height), (40, 30), "as early writers left it");
    let depth = Picture::single(&[]).with_alpha(2, 1, &[av1c(GREY), auxc("urn:mpeg:hevc:2015:auxid:2")]);
    assert_eq!(read(&depth.file()).unwrap().alpha, None);

    let tile = |size| [ispe(64, size), av1c(GREY), auxc(ALPHA)];
    let grid = Picture::grid(1, 2, 100, 64).with_alpha(8, 2, &tile(64)).with_alpha(9, 3, &tile(64));
    let alpha = read(&grid.file()).unwrap().alpha.unwrap();
    assert_eq!((alpha.columns, alpha.width, alpha.tiles.len(), alpha.monochrome), (2, 100, 2, true));
    let half = Picture::grid(1, 2, 100, 64).with_alpha(8, 2, &tile(64));
    assert_eq!(read(&half.file()).unwrap().alpha, None, "half a transparency is none");

    let mut multiplied = Picture::single(&[]).with_alpha(2, 1, &[av1c(COLOUR), auxc(ALPHA)]);
    assert!(!read(&multiplied.file()).unwrap().premultiplied);
    multiplied.references.push((b"prem", 1, vec![9]));
    assert!(!read(&multiplied.file()).unwrap().premultiplied, "by something else");
    multiplied.references.push((b"prem", 1, vec![2]));
    assert!(read(&multiplied.file()).unwrap().premultiplied);
}

#[test]
fn what_is_not_needed_is_passed_over() {
    let mut picture = Picture::single(&[boxed(b"pasp", &[&u32s(&[1, 1])])]);
    picture.items.push((5, b"Exif", vec![]));
    picture.references.push((b"cdsc", 5, vec![1]));
    picture.more.push(boxed(b"grpl", &[&boxed(b"altr", &[b"??"])]));
    let plain = read(&Picture::single(&[]).file()).unwrap();
    let file = picture.file();
    let avif = read(&file).unwrap();
    assert_eq!(data(&avif.colour.tiles[0], &file), DATA);
    assert_eq!((avif.width, avif.height, avif.icc), (plain.width, plain.height, None));
}
