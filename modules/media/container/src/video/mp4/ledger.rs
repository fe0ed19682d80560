//! What is added up while a movie is read: edits, samples, and the bytes they lie in.

use std::ops::Range;

use super::super::super::Fault;
use super::super::super::boxes::Node;
use super::super::Edit;
use super::super::edit::Scrub;

/// Most samples of a file, all tracks together: an hour at 60 pictures a second with sound is 370,000.
const MOST_SAMPLES: u64 = 1_000_000;
/// Most pieces that the samples lie in, where neighbours count as one.
const MOST_PIECES: usize = 200_000;

/// The accounts of one file.
#[derive(Debug, Default)]
pub struct Ledger {
    pub scrub: Scrub,
    /// Where the samples of the tracks that stay lie.
    kept: Vec<Range<u64>>,
    samples: u64,
}

impl Ledger {
    /// Accounts for `count` samples.
    pub fn samples(&mut self, count: u64) -> Result<(), Fault> {
        self.samples = self.samples.saturating_add(count);
        if self.samples > MOST_SAMPLES { Err(Fault::TooComplex("too many samples")) } else { Ok(()) }
    }

    /// Accounts for `length` bytes of samples at `at`, and says where they end.
    pub fn keep(&mut self, at: u64, length: u64) -> Result<u64, Fault> {
        let end = at.checked_add(length).ok_or(Fault::Corrupt("samples outside the file"))?;
        let full = self.kept.len() >= MOST_PIECES;
        match self.kept.last_mut() {
            _ if length == 0 => {}
            Some(last) if last.end == at => last.end = end,
            _ if full => return Err(Fault::TooComplex("samples in too many pieces")),
            _ => self.kept.push(at..end),
        }
        Ok(end)
    }

    /// Turns boxes that nobody needs into ones that mean nothing.
    pub fn free(&mut self, nodes: &[Node<'_>]) -> Result<(), Fault> {
        nodes.iter().try_for_each(|node| self.scrub.free(node))
    }

    /// The edits, with zeros for all bytes of `data` that belong to no sample. Samples must lie in `data`: anything
    /// else in the file is either read here as something different, or overwritten.
    pub fn finish(mut self, data: &[Range<u64>]) -> Result<Vec<Edit>, Fault> {
        let kept = merged(self.kept);
        let mut kept = kept.iter().peekable();
        for data in merged(data.to_vec()) {
            let mut at = data.start;
            while let Some(piece) = kept.next_if(|piece| piece.start >= at && piece.end <= data.end) {
                self.scrub.zero(at..piece.start)?;
                at = piece.end;
            }
            self.scrub.zero(at..data.end)?;
        }
        if kept.next().is_some() {
            return Err(Fault::Corrupt("samples outside the data"));
        }
        Ok(self.scrub.finish())
    }
}

/// The same bytes in ascending ranges that do not touch.
fn merged(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<u64>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}
