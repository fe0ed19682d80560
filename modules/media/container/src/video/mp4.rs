//! MP4: a walk over the top-level boxes of an ISO base media file (ISO/IEC 14496-12), with movie and fragments read
//! whole and all else only by its head.

mod entry;
mod fragment;
mod ledger;
mod movie;
mod table;
mod track;

use std::ops::Range;

use super::super::Fault;
use super::super::boxes::{Boxes, Budget, Head, Kind as Name, Node};
use super::window::{Stop, Window};
use super::{Kind, Video};
use ledger::Ledger;
use movie::Movie;

/// Most boxes that are looked at: two hundred for a phone's video, some ten for each fragment.
const MOST_BOXES: u32 = 100_000;

/// Brands of pictures in the same container.
const PICTURES: [&Name; 10] =
    [b"avif", b"avis", b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"];

/// A walk over an MP4 file.
#[derive(Debug)]
pub struct Mp4 {
    length: u64,
    /// Where the next top-level box begins.
    at: u64,
    budget: Budget,
    ledger: Ledger,
    /// Bodies of the `mdat` boxes.
    data: Vec<Range<u64>>,
    movie: Option<Movie>,
}

impl Mp4 {
    pub fn new(length: u64) -> Self {
        let budget = Budget::new(MOST_BOXES);
        Self { length, at: 0, budget, ledger: Ledger::default(), data: Vec::new(), movie: None }
    }

    pub fn go_on(&mut self, window: Window<'_>) -> Result<Video, Stop> {
        while self.at < self.length {
            self.step(window)?;
        }
        Ok(self.finish()?)
    }

    fn step(&mut self, window: Window<'_>) -> Result<(), Stop> {
        let room = self.length - self.at;
        let head = match Head::read(window.from(self.at, room.min(8))?, room)? {
            Some(head) => head,
            None => Head::read(window.from(self.at, 16)?, room)?.ok_or(Fault::Corrupt("a box without a size"))?,
        };
        let body = self.at + head.length..self.at + head.size;
        match &head.kind {
            b"ftyp" if self.at == 0 => {
                let brand = window.exactly(body.start, 4.min(body.end - body.start))?;
                if PICTURES.iter().any(|picture| *picture == brand) {
                    return Err(Fault::Unsupported("a picture, not a video").into());
                }
            }
            b"moov" => {
                let bytes = window.exactly(self.at, head.size)?;
                let movie = Movie::read(&node(bytes, self.at, &self.budget)?, &mut self.ledger)?;
                if self.movie.replace(movie).is_some() {
                    return Err(Fault::Corrupt("two movies in one file").into());
                }
            }
            b"moof" => {
                let bytes = window.exactly(self.at, head.size)?;
                let movie = self.movie.as_mut().ok_or(Fault::Corrupt("a fragment before its movie"))?;
                fragment::read(&node(bytes, self.at, &self.budget)?, movie, &mut self.ledger)?;
            }
            b"mdat" => self.data.push(body.clone()),
            b"ftyp" => return Err(Fault::Corrupt("two files in one").into()),
            b"sidx" | b"ssix" | b"styp" | b"mfra" | b"pdin" => {}
            kind => self.ledger.scrub.free_at(self.at, body.clone(), kind)?,
        }
        self.budget.spend()?;
        self.at = body.end;
        Ok(())
    }

    fn finish(&mut self) -> Result<Video, Fault> {
        let movie = self.movie.take().ok_or(Fault::Corrupt("the movie is missing"))?;
        if self.data.is_empty() {
            return Err(Fault::Corrupt("the data of the movie is missing"));
        }
        let (width, height) = movie.size()?;
        let (duration_ms, sound) = (movie.duration_ms(), movie.sound_codec());
        let scrub = std::mem::take(&mut self.ledger).finish(&self.data)?;
        Ok(Video { kind: Kind::Mp4, width, height, duration_ms, picture: movie.picture_codec, sound, scrub })
    }
}

/// The one box that `bytes` consists of.
fn node<'a>(bytes: &'a [u8], at: u64, budget: &'a Budget) -> Result<Node<'a>, Fault> {
    Boxes::new(bytes, at, budget).next().ok_or(MISSING)?
}

/// The children of `parent` of the kinds `read`, each at most once, and those that are not of the kinds `keep` either.
///
/// A second box of a kind is refused: readers do not agree which of two counts.
fn pick<'a, const N: usize>(
    parent: &Node<'a>,
    read: [&Name; N],
    keep: &[&Name],
) -> Result<([Option<Node<'a>>; N], Vec<Node<'a>>), Fault> {
    let mut found = [None; N];
    let mut rest = Vec::new();
    for node in parent.children()? {
        let node = node?;
        match read.iter().zip(&mut found).find(|(kind, _)| **kind == &node.kind) {
            Some((_, slot)) => {
                if slot.replace(node).is_some() {
                    return Err(Fault::Corrupt("something is said twice"));
                }
            }
            None if keep.contains(&&node.kind) => {}
            None => rest.push(node),
        }
    }
    Ok((found, rest))
}

const MISSING: Fault = Fault::Corrupt("a box of the movie is missing");
