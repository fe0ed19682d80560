//! Boxes: sizes of every kind, and the bounds.

use media_container::Fault;
use media_container::boxes::{Boxes, Budget, DEEPEST, Head, Node};

use super::support::boxes::{boxed, full, large, u32s};

fn kinds(bytes: &[u8]) -> Result<Vec<([u8; 4], u64, usize)>, Fault> {
    let budget = Budget::new(100);
    Boxes::new(bytes, 1000, &budget).map(|node| node.map(|node| (node.kind, node.at, node.body.rest().len()))).collect()
}

#[test]
fn boxes_follow_each_other_with_either_size() {
    let file = [boxed(b"aaaa", &[b"123"]), large(b"bbbb", &[b"1234"]), boxed(b"cccc", &[])].concat();
    assert_eq!(kinds(&file).unwrap(), [(*b"aaaa", 1000, 3), (*b"bbbb", 1011, 4), (*b"cccc", 1031, 0)]);
    assert_eq!(kinds(&[]).unwrap(), []);
}

#[test]
fn a_size_of_zero_reaches_to_the_end() {
    let last = [&u32s(&[0])[..], b"last", b"12345"].concat();
    let file = [boxed(b"aaaa", &[]), last].concat();
    assert_eq!(kinds(&file).unwrap(), [(*b"aaaa", 1000, 0), (*b"last", 1008, 5)]);
}

#[test]
fn a_box_is_neither_smaller_than_its_head_nor_larger_than_its_place() {
    let with = |size: u32| [&size.to_be_bytes()[..], b"aaaa", b"12345678"].concat();
    assert!(kinds(&with(16)).is_ok());
    for size in [2, 7, 17, u32::MAX] {
        assert!(matches!(kinds(&with(size)), Err(Fault::Corrupt(_))), "size {size}");
    }
    let with = |size: u64| [&u32s(&[1])[..], b"aaaa", &size.to_be_bytes(), b"1234"].concat();
    assert!(kinds(&with(20)).is_ok());
    for size in [0, 1, 15, 21, 1 << 32, u64::MAX] {
        assert!(matches!(kinds(&with(size)), Err(Fault::Corrupt(_))), "64-bit size {size}");
    }
    let file = boxed(b"aaaa", &[b"1234"]);
    for cut in 1..file.len() {
        assert!(matches!(kinds(&file[..cut]), Err(Fault::Corrupt(_))), "cut at {cut}");
    }
}

#[test]
fn a_head_asks_for_more_only_when_there_is_more() {
    let file = large(b"aaaa", &[b"1234"]);
    assert_eq!(Head::read(&file[..7], 20), Ok(None));
    assert_eq!(Head::read(&file[..12], 20), Ok(None));
    assert_eq!(Head::read(&file[..16], 20), Ok(Some(Head { kind: *b"aaaa", length: 16, size: 20 })));
    assert_eq!(Head::read(&file[..12], 16), Ok(None), "there may be a head of sixteen bytes");
    assert!(Head::read(&file[..12], 15).is_err());
    assert!(Head::read(&file[..7], 7).is_err());
}

#[test]
fn only_a_list_inside_a_box_may_end_in_a_zero() {
    let children = |parts: &[&[u8]]| {
        let file = boxed(b"list", parts);
        let budget = Budget::new(100);
        let node = Boxes::new(&file, 0, &budget).next().unwrap().unwrap();
        node.children().unwrap().map(|child| child.map(|child| child.kind)).collect::<Result<Vec<_>, _>>()
    };
    let one = boxed(b"aaaa", &[]);
    assert_eq!(children(&[&one, &[0; 4]]).unwrap(), [*b"aaaa"]);
    assert!(children(&[&one, &[0, 0, 0, 1]]).is_err());
    assert!(kinds(&[&one[..], &[0; 4]].concat()).is_err());
}

#[test]
fn nesting_and_number_are_bounded() {
    fn descend(node: Node<'_>) -> Result<u8, Fault> {
        node.children()?.next().map_or(Ok(1), |child| Ok(1 + descend(child?)?))
    }
    let nested = |depth: u8| (0..depth).fold(Vec::new(), |inner, _| boxed(b"deep", &[&inner]));
    let budget = Budget::new(1000);
    let depth = |file: &[u8]| descend(Boxes::new(file, 0, &budget).next().unwrap().unwrap());
    // The deepest box may not be opened: whether anything is in it is not known.
    assert_eq!(depth(&nested(DEEPEST - 1)), Ok(DEEPEST - 1));
    assert!(matches!(depth(&nested(DEEPEST)), Err(Fault::TooComplex(_))));
    assert!(matches!(depth(&nested(200)), Err(Fault::TooComplex(_))));

    let crowd = boxed(b"aaaa", &[]).repeat(101);
    assert!(matches!(kinds(&crowd), Err(Fault::TooComplex(_))));
    assert_eq!(kinds(&crowd[..800]).unwrap().len(), 100);
}

#[test]
fn nothing_follows_a_fault() {
    let budget = Budget::new(100);
    let file = [boxed(b"aaaa", &[]), u32s(&[3, 0, 0])].concat();
    let seen: Vec<bool> = Boxes::new(&file, 0, &budget).map(|node| node.is_ok()).collect();
    assert_eq!(seen, [true, false]);
}

#[test]
fn a_full_box_has_version_and_flags() {
    let file = full(b"aaaa", 2, 0x0A_0B0C, &[b"rest"]);
    let budget = Budget::new(1);
    let node = Boxes::new(&file, 0, &budget).next().unwrap().unwrap();
    let (version, flags, fields) = node.full().unwrap();
    assert_eq!((version, flags, fields.rest(), fields.at()), (2, 0x0A_0B0C, &b"rest"[..], 12));
    let short = boxed(b"aaaa", &[b"123"]);
    let budget = Budget::new(1);
    assert!(Boxes::new(&short, 0, &budget).next().unwrap().unwrap().full().is_err());
}
