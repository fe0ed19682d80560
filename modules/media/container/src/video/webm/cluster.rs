//! Clusters and the blocks in them (RFC 9559, 5.1.3 and 10).

use super::super::super::{Fault, Fields};
use super::super::window::{Stop, Window};
use super::element::{Head, id, vint};
use super::{WebM, once, opus, whole};

/// Most packets of one block; mkvmerge packs eight. What they last need not be written.
const MOST_LACED: u8 = 32;
/// Bytes of a block that are looked at: number of the track, time, flags, and the first two of the frames.
const BLOCK_HEAD: u64 = 8 + 2 + 1 + 2;

/// A cluster that is being read.
#[derive(Debug)]
pub struct Cluster {
    /// Where it ends, if that was known when it was written.
    pub end: Option<u64>,
    /// Its time in ticks.
    time: Option<u64>,
    pub group: Option<Group>,
}

/// A block with what is said of it.
#[derive(Debug)]
pub struct Group {
    pub end: u64,
    block: Option<Block>,
    /// What it lasts, in ticks.
    duration: u64,
}

/// What counts of a block.
#[derive(Debug)]
struct Block {
    /// When it is shown, in ticks.
    time: u64,
    /// What its frames last if nobody says, in nanoseconds.
    usual_ns: u64,
}

impl Cluster {
    /// A cluster that ends at `end`.
    pub fn new(end: Option<u64>) -> Self {
        Self { end, time: None, group: None }
    }

    /// Whether an element belongs beside a cluster, and ends one of unknown size.
    pub fn ends_before(&self, next: u32) -> bool {
        let beside = matches!(next, id::SEEK_HEAD | id::INFO | id::TRACKS | id::CLUSTER | id::CUES | id::TAGS)
            || matches!(next, id::ATTACHMENTS | id::CHAPTERS | id::SEGMENT | id::EBML);
        beside && self.end.is_none() && self.group.is_none()
    }
}

impl WebM {
    /// Takes the next element of a cluster, or of a group of blocks in it.
    pub fn in_cluster(&mut self, cluster: &mut Cluster, head: Head, window: Window<'_>) -> Result<(), Stop> {
        const MISPLACED: Fault = Fault::Corrupt("a block without its time");
        let (body, next) = (self.at + head.length, self.at + head.total()?);
        match (head.id, &mut cluster.group) {
            (0xE7, None) => once(&mut cluster.time, whole(self.at, head, window, &self.budget)?.uint()?)?,
            // Position and size of the cluster before.
            (0xA7 | 0xAB, None) => {}
            (0xA3, None) => {
                let block = self.block(cluster.time.ok_or(MISPLACED)?, body..next, window)?;
                self.play(&block, 0);
            }
            (0xA0, None) => {
                cluster.group = Some(Group { end: next, block: None, duration: 0 });
                self.at = body;
                return Ok(());
            }
            (0xA1, Some(group)) => {
                let block = self.block(cluster.time.ok_or(MISPLACED)?, body..next, window)?;
                once(&mut group.block, block)?;
            }
            (0x9B, Some(group)) => group.duration = whole(self.at, head, window, &self.budget)?.uint()?,
            // Additions (transparency), references, padding.
            (0x75A1 | 0xFB | 0x75A2, Some(_)) => {}
            (0xAF, _) => return Err(Fault::Unsupported("an encrypted track").into()),
            (id::VOID, _) => self.scrub.zero(body..next)?,
            _ => self.scrub.void(self.at..next)?,
        }
        self.at = next;
        Ok(())
    }

    /// Accounts for the block of a group that has been read.
    pub fn end_group(&mut self, group: &Group) -> Result<(), Fault> {
        let block = group.block.as_ref().ok_or(Fault::Corrupt("a group without a block"))?;
        self.play(block, group.duration);
        Ok(())
    }

    fn play(&mut self, block: &Block, duration: u64) {
        let scale = self.info.as_ref().map_or(0, |info| info.scale);
        let lasts = block.usual_ns.max(duration.saturating_mul(scale));
        self.played_ns = self.played_ns.max(block.time.saturating_mul(scale).saturating_add(lasts));
    }

    /// Reads the head of a block (RFC 9559, 10.1 and 10.3).
    fn block(&mut self, time: u64, body: std::ops::Range<u64>, window: Window<'_>) -> Result<Block, Stop> {
        const LACING: u8 = 0x06;
        let head = window.exactly(body.start, BLOCK_HEAD.min(body.end - body.start))?;
        let mut fields = Fields::new(head, body.start);
        let (number, _) = vint(&mut fields)?;
        let offset = fields.u16()? as i16;
        let flags = fields.u8()?;
        let tracks = self.tracks.as_mut().ok_or(Fault::Corrupt("blocks without tracks"))?;
        let (track, picture) = tracks.by_number(number).ok_or(Fault::Corrupt("a block of no track"))?;
        let usual_ns = if flags & LACING != 0 {
            let more = fields.u8()?;
            if picture || more >= MOST_LACED {
                return Err(Fault::Unsupported("too many packets in one block").into());
            }
            track.usual_ns.saturating_mul(u64::from(more) + 1)
        } else {
            opus::packet_ns(fields.rest()).filter(|_| track.opus).unwrap_or(track.usual_ns)
        };
        track.blocks += 1;
        // A block may be earlier than its cluster, but not earlier than the file.
        let time = time.saturating_add_signed(offset.into());
        Ok(Block { time, usual_ns })
    }
}
