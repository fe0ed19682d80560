//! WebM: a walk over the elements of a Matroska file (RFC 9559), down to every block.
//!
//! Info and Tracks are read whole; of blocks only the first few bytes. Clusters may be of unknown size, as browsers
//! record them: such a one ends where an element begins that belongs beside it (RFC 8794, 6.2).

mod cluster;
mod element;
mod info;
mod opus;
mod track;
mod vorbis;

use super::super::Fault;
use super::super::boxes::Budget;
use super::edit::Scrub;
use super::window::{Stop, Window};
use super::{Kind, Video, millis};
use cluster::Cluster;
use element::{Element, Head, LONGEST_HEAD, id};
use info::Info;
use track::Tracks;

/// Most elements that are looked at: a minute has some 5,000 blocks.
const MOST_ELEMENTS: u32 = 1_000_000;

/// A walk over a WebM file.
#[derive(Debug)]
pub struct WebM {
    length: u64,
    /// Where the next element begins.
    at: u64,
    budget: Budget,
    scrub: Scrub,
    place: Place,
    info: Option<Info>,
    tracks: Option<Tracks>,
    /// When the last block ends, in nanoseconds.
    played_ns: u64,
}

/// What the next element belongs to.
#[derive(Debug)]
enum Place {
    Document,
    Segment,
    Cluster(Cluster),
}

impl WebM {
    pub fn new(length: u64) -> Self {
        let (budget, scrub) = (Budget::new(MOST_ELEMENTS), Scrub::default());
        Self { length, at: 0, budget, scrub, place: Place::Document, info: None, tracks: None, played_ns: 0 }
    }

    pub fn go_on(&mut self, window: Window<'_>) -> Result<Video, Stop> {
        while self.at < self.length {
            // Taken out while it is worked on; a stop puts it back.
            let mut place = std::mem::replace(&mut self.place, Place::Segment);
            let step = self.step(&mut place, window);
            self.place = place;
            step?;
        }
        Ok(self.finish()?)
    }

    fn step(&mut self, place: &mut Place, window: Window<'_>) -> Result<(), Stop> {
        let end = match place {
            Place::Cluster(Cluster { group: Some(group), .. }) => group.end,
            Place::Cluster(Cluster { end: Some(end), .. }) => *end,
            _ => self.length,
        };
        let room = end - self.at;
        let head = Head::read(window.from(self.at, room.min(LONGEST_HEAD))?, room)?;
        self.budget.spend()?;
        match place {
            Place::Document => *place = self.in_document(head, window)?,
            Place::Segment => *place = self.in_segment(head, window)?,
            Place::Cluster(cluster) if cluster.ends_before(head.id) => *place = self.in_segment(head, window)?,
            Place::Cluster(cluster) => self.in_cluster(cluster, head, window)?,
        }
        if let Place::Cluster(cluster) = place {
            if let Some(group) = cluster.group.take_if(|group| group.end == self.at) {
                self.end_group(&group)?;
            }
            if cluster.group.is_none() && cluster.end == Some(self.at) {
                *place = Place::Segment;
            }
        }
        Ok(())
    }

    /// Takes the next element of the document, and says where the one after it belongs.
    fn in_document(&mut self, head: Head, window: Window<'_>) -> Result<Place, Stop> {
        match head.id {
            id::EBML if self.at == 0 => {
                let header = whole(self.at, head, window, &self.budget)?;
                info::document(&header, &mut self.scrub)?;
                self.at = header.end();
                Ok(Place::Document)
            }
            id::SEGMENT => {
                self.at += head.length;
                // One that ends before the file does would leave bytes that nobody looks at.
                if head.size.is_some_and(|size| self.at + size != self.length) {
                    return Err(Fault::Corrupt("something follows the video").into());
                }
                Ok(Place::Segment)
            }
            _ => Err(Fault::Corrupt("an element in the wrong place").into()),
        }
    }

    /// Takes the next element of the segment, and says where the one after it belongs.
    fn in_segment(&mut self, head: Head, window: Window<'_>) -> Result<Place, Stop> {
        let body = self.at + head.length;
        let element = || whole(self.at, head, window, &self.budget);
        match head.id {
            id::SEEK_HEAD => info::seek_head(&element()?, &mut self.scrub)?,
            id::INFO => once(&mut self.info, Info::read(&element()?, &mut self.scrub)?)?,
            id::TRACKS => once(&mut self.tracks, Tracks::read(&element()?, &mut self.scrub)?)?,
            id::CLUSTER if self.info.is_none() || self.tracks.is_none() => {
                return Err(Fault::Unsupported("blocks before what describes them").into());
            }
            id::CLUSTER => {
                self.at = body;
                return Ok(Place::Cluster(Cluster::new(head.size.map(|size| body + size))));
            }
            id::CUES => {}
            id::VOID => self.scrub.zero(body..body + head.known()?)?,
            id::EBML | id::SEGMENT => return Err(Fault::Corrupt("two files in one").into()),
            _ => self.scrub.void(self.at..self.at + head.total()?)?,
        }
        self.at += head.total()?;
        Ok(Place::Segment)
    }

    fn finish(&mut self) -> Result<Video, Fault> {
        let missing = Fault::Corrupt("a part of the video is missing");
        let (info, tracks) = (self.info.take().ok_or(missing)?, self.tracks.take().ok_or(missing)?);
        if tracks.picture.blocks == 0 {
            return Err(Fault::Corrupt("a video without a picture"));
        }
        let (width, height) = tracks.size;
        Ok(Video {
            kind: Kind::WebM,
            width,
            height,
            duration_ms: millis(self.played_ns.max(info.duration_ns), 1_000_000_000),
            picture: tracks.picture_codec,
            sound: tracks.sound.filter(|(track, _)| track.blocks > 0).map(|(_, codec)| codec),
            scrub: std::mem::take(&mut self.scrub).finish(),
        })
    }
}

/// An element at `at` that is in memory as a whole.
fn whole<'a>(at: u64, head: Head, window: Window<'a>, budget: &'a Budget) -> Result<Element<'a>, Stop> {
    Ok(Element::new(window.exactly(at, head.total()?)?, at, budget)?)
}

/// Puts a value where only one may be.
fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Fault> {
    if slot.replace(value).is_some() { Err(Fault::Corrupt("something is said twice")) } else { Ok(()) }
}
