//! AVIF files that are refused, and how.

use media_container::Fault;
use media_container::avif::read;

use super::support::boxes::{boxed, full, u16s, u32s};
use super::support::fixture;
use super::support::picture::{ALPHA, COLOUR, DATA, GREY, Picture, auxc, av1c, ispe};

fn fault(picture: &Picture) -> Fault {
    read(&picture.file()).unwrap_err()
}

fn single(change: impl FnOnce(&mut Picture)) -> Fault {
    let mut picture = Picture::single(&[]);
    change(&mut picture);
    fault(&picture)
}

fn placed_at(places: fn(u32) -> Vec<u8>) -> Fault {
    single(|picture| picture.places = Some(Box::new(places)))
}

/// `iloc` with one extent of item 1 in 64 bits.
fn place(method: u16, source: u16, base: u64, extents: &[(u64, u64)]) -> Vec<u8> {
    let extents: Vec<u8> =
        extents.iter().flat_map(|(offset, length)| [offset.to_be_bytes(), length.to_be_bytes()].concat()).collect();
    let head = u16s(&[1, 1, method, source]);
    let count = u16s(&[extents.len() as u16 / 16]);
    full(b"iloc", 1, 0, &[&[0x88, 0x80], &head, &base.to_be_bytes(), &count, &extents])
}

#[test]
fn what_is_beyond_this_reader() {
    let crop = boxed(b"clap", &[&u32s(&[20, 1, 20, 1, 0, 1, 0, 1])]);
    let (turn, mirror) = (boxed(b"irot", &[&[1]]), boxed(b"imir", &[&[1]]));
    let unknown = |essential: u8| single_with(boxed(b"lsel", &[&[0, 1]]), essential);
    for (what, fault) in [
        ("another kind of item", single(|picture| picture.items[0].1 = b"hvc1")),
        ("an overlay", single(|picture| picture.items[0].1 = b"iovl")),
        ("no picture handler", single(|picture| picture.handler = b"mp7t")),
        ("an essential layer selector", read(&unknown(0x80)).unwrap_err()),
        ("data elsewhere", placed_at(|at| place(0, 1, at.into(), &[(0, 15)]))),
        ("an item in an item", placed_at(|at| place(2, 0, at.into(), &[(0, 15)]))),
        ("an open extent", placed_at(|at| place(0, 0, at.into(), &[(0, 0)]))),
        ("turned, then cropped", fault(&Picture::single(&[turn.clone(), crop.clone()]))),
        ("mirrored, then turned", fault(&Picture::single(&[mirror.clone(), turn.clone()]))),
        ("AV1 from the future", single(|picture| picture.properties[1] = boxed(b"av1C", &[&[0x82, 0, 0, 0]]))),
        ("a turned tile", {
            let mut grid = Picture::grid(1, 2, 128, 64);
            grid.properties.push(turn);
            grid.items[2].2.push(3);
            self::fault(&grid)
        }),
        ("a grid from the future", {
            let mut grid = Picture::grid(1, 2, 128, 64);
            grid.grids[0].1[0] = 1;
            self::fault(&grid)
        }),
        ("a grid in a grid", {
            let mut grid = Picture::grid(1, 2, 128, 64);
            grid.items[2].1 = b"grid";
            self::fault(&grid)
        }),
        ("half a pixel", { fault(&Picture::single(&[boxed(b"clap", &[&u32s(&[39, 1, 30, 1, 0, 1, 0, 1])])])) }),
        ("a small transparency", {
            fault(&Picture::single(&[]).with_alpha(2, 1, &[ispe(20, 15), av1c(GREY), auxc(ALPHA)]))
        }),
    ] {
        assert!(matches!(fault, Fault::Unsupported(_)), "{what}: {fault}");
    }
    assert!(read(&unknown(0)).is_ok(), "what is not essential is passed over");
    for foreign in [&b""[..], b"\0\0\0\x14ftypheic\0\0\0\0mif1", b"\xFF\xD8\xFF\xE0 not a picture of boxes"] {
        assert!(matches!(read(foreign), Err(Fault::Unsupported(_))));
    }
}

fn single_with(property: Vec<u8>, essential: u8) -> Vec<u8> {
    let mut picture = Picture::single(&[property]);
    picture.items[0].2[2] |= essential;
    picture.file()
}

#[test]
fn a_protected_item_is_not_there() {
    let file = Picture::single(&[]).file();
    let mut protected = file.clone();
    let entry = file.windows(4).position(|window| window == b"infe").unwrap();
    protected[entry + 11] = 1;
    assert!(matches!(read(&protected), Err(Fault::Unsupported(_))));
}

#[test]
fn tables_from_the_future() {
    let newest = [(b"pitm", 1), (b"iinf", 1), (b"iloc", 2), (b"iref", 1), (b"ipma", 1), (b"ispe", 0), (b"meta", 0)];
    for (kind, newest) in newest {
        let mut file = Picture::single(&[]).file();
        let at = file.windows(4).position(|window| window == kind).unwrap() + 4;
        file[at] = newest + 1;
        assert!(matches!(read(&file), Err(Fault::Unsupported(_))), "{}", String::from_utf8_lossy(kind));
    }
}

#[test]
fn contradictions() {
    let grid = |rows, columns, width, height| fault(&Picture::grid(rows, columns, width, height));
    for (what, fault) in [
        ("no size", single(|picture| picture.properties[0] = boxed(b"free", &[]))),
        ("no width", single(|picture| picture.properties[0] = ispe(0, 30))),
        ("no height", single(|picture| picture.properties[0] = ispe(40, 0))),
        ("no configuration", single(|picture| picture.properties[1] = boxed(b"free", &[]))),
        ("twelve bits of eight", single(|picture| picture.properties[1] = av1c(0x20))),
        ("two sizes", single(|picture| picture.items[0].2.push(1))),
        ("a property too far", single(|picture| picture.items[0].2.push(9))),
        ("two depths", fault(&Picture::single(&[full(b"pixi", 0, 0, &[&[3, 8, 8, 10]])]))),
        ("two handlers", single(|picture| picture.more.push(full(b"hdlr", 0, 0, &[&[0; 4], b"pict", &[0; 13]])))),
        ("one item twice", single(|picture| picture.items.push((1, b"av01", vec![])))),
        ("a crop outside", fault(&Picture::single(&[boxed(b"clap", &[&u32s(&[40, 1, 30, 1, 1, 1, 0, 1])])]))),
        ("a crop of nothing", fault(&Picture::single(&[boxed(b"clap", &[&u32s(&[0, 1, 30, 1, 0, 1, 0, 1])])]))),
        ("a crop by zero", fault(&Picture::single(&[boxed(b"clap", &[&u32s(&[40, 0, 30, 1, 0, 1, 0, 1])])]))),
        ("no place", placed_at(|_| full(b"iloc", 1, 0, &[&[0x44, 0], &u16s(&[0])]))),
        ("no extent", placed_at(|at| place(0, 0, at.into(), &[]))),
        ("beyond the end", placed_at(|at| place(0, 0, at.into(), &[(0, 16)]))),
        ("far beyond the end", placed_at(|at| place(0, 0, at.into(), &[(u64::MAX - 100, 15)]))),
        ("endless", placed_at(|at| place(0, 0, at.into(), &[(0, u64::MAX)]))),
        ("a sum that overflows", placed_at(|_| place(0, 0, u64::MAX, &[(1, 15)]))),
        ("beyond its box", placed_at(|_| place(1, 0, 0, &[(0, 1)]))),
        ("an odd width", placed_at(|_| full(b"iloc", 1, 0, &[&[0x34, 0], &u16s(&[0])]))),
        (
            "a place twice",
            placed_at(|at| {
                full(
                    b"iloc",
                    0,
                    0,
                    &[
                        &[0x44, 0],
                        &u16s(&[2]),
                        &u16s(&[1, 0, 1]),
                        &u32s(&[at, 15]),
                        &u16s(&[1, 0, 1]),
                        &u32s(&[at, 15]),
                    ],
                )
            }),
        ),
        ("a row too many", grid(3, 2, 128, 128)),
        ("a column too few", grid(2, 2, 129, 128)),
        ("a grid of nothing", grid(1, 1, 0, 64)),
    ] {
        assert!(matches!(fault, Fault::Corrupt(_)), "{what}: {fault}");
    }
}

#[test]
fn grids_that_do_not_add_up() {
    let changed = |change: fn(&mut Picture)| {
        let mut grid = Picture::grid(2, 2, 128, 128);
        change(&mut grid);
        fault(&grid)
    };
    for (what, fault) in [
        ("a tile is missing", changed(|grid| grid.references[0].2.truncate(3))),
        ("a tile is left over", changed(|grid| grid.references[0].2.push(2))),
        ("no tiles at all", changed(|grid| grid.references.clear())),
        (
            "tiles of two sizes",
            changed(|grid| {
                grid.properties.push(ispe(64, 32));
                grid.items[2].2[0] = 3;
            }),
        ),
        (
            "tiles of two depths",
            changed(|grid| {
                grid.properties.push(av1c(0x40 | COLOUR));
                grid.items[2].2[1] = 3;
            }),
        ),
        (
            "another size of its own",
            changed(|grid| {
                grid.properties.push(ispe(128, 127));
                grid.items[0].2.push(3);
            }),
        ),
        ("a body that is cut", changed(|grid| grid.grids[0].1.truncate(7))),
    ] {
        assert!(matches!(fault, Fault::Corrupt(_)), "{what}: {fault}");
    }
    assert!(matches!(fault(&Picture::grid(16, 17, 1088, 1024)), Fault::TooComplex(_)));
}

#[test]
fn what_would_cost_too_much() {
    let crowd: Vec<u8> = full(b"iloc", 0, 0, &[&[0, 0], &u16s(&[1, 1, 0, 5000])]);
    let extents = single(|picture| picture.places = Some(Box::new(move |_| crowd.clone())));
    let items = placed_at(|_| full(b"iloc", 2, 0, &[&[0, 0], &u32s(&[u32::MAX])]));
    let again = placed_at(|_| place(0, 0, 0, &[(0, 400); 10]));
    let boxes = single(|picture| picture.more.push(boxed(b"free", &[]).repeat(5000)));
    let named = single(|picture| {
        picture.associations = Some(full(b"ipma", 0, 0, &[&u32s(&[0])]));
        picture.places = Some(Box::new(|at| place(0, 0, at.into(), &[(0, 15)])));
        picture.items.extend((2..2000).map(|id| (id, b"av01", vec![])));
    });
    let described = single(|picture| {
        let entries: Vec<u8> = (1..2000).flat_map(|id| [u16s(&[id]), vec![0]].concat()).collect();
        picture.associations = Some(full(b"ipma", 0, 0, &[&u32s(&[1999]), &entries]));
    });
    let refers = single(|picture| picture.references.push((b"cdsc", 1, vec![1; 5000])));
    for (what, fault) in [
        ("extents without a byte", extents),
        ("more items than there can be", items),
        ("the same bytes again and again", again),
        ("boxes without end", boxes),
        ("items without end", named),
        ("properties of items without end", described),
        ("references without end", refers),
    ] {
        assert!(matches!(fault, Fault::TooComplex(_)), "{what}: {fault}");
    }
}

#[test]
fn tiles_may_share_their_bytes_but_not_without_end() {
    let mut grid = Picture::grid(16, 16, 1024, 1024);
    assert!(read(&grid.file()).is_ok());
    grid.more.push(boxed(b"free", &[&[0; 8192]]));
    grid.places = Some(Box::new(|data| {
        let tile = |id: u16| [u16s(&[id, 0, 0, 1]), u32s(&[data.saturating_sub(8200), 8200])].concat();
        let entries: Vec<u8> = (2..258).flat_map(tile).collect();
        let body = [u16s(&[1, 1, 0, 1]), u32s(&[0, 8])].concat();
        full(b"iloc", 1, 0, &[&[0x44, 0], &u16s(&[257]), &body, &entries])
    }));
    assert!(matches!(fault(&grid), Fault::TooComplex(_)));
}

#[test]
fn a_file_that_is_cut_anywhere() {
    let own = Picture::single(&[]).with_alpha(2, 1, &[av1c(GREY), auxc(ALPHA)]).file();
    assert!(own.ends_with(DATA));
    let real = fixture::ALL.iter().filter(|(name, _)| name.ends_with(".avif")).map(|(_, file)| *file);
    for file in real.chain([own.as_slice()]) {
        assert!(read(file).is_ok());
        for cut in 0..file.len() {
            assert!(read(&file[..cut]).is_err(), "cut at {cut} of {}", file.len());
        }
    }
}
