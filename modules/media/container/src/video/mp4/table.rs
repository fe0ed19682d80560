//! The `stbl` box: when samples are shown, and where they lie (8.5 to 8.7).

use super::super::super::boxes::{Kind, Node};
use super::super::super::{Fault, Fields};
use super::ledger::Ledger;
use super::track::Track;
use super::{MISSING, entry, pick};

/// Tables that players may use and that say nothing of when and where.
const KEEP: [&Kind; 7] = [b"stss", b"stps", b"sdtp", b"cslg", b"sbgp", b"sgpd", b"subs"];

pub fn read(stbl: &Node<'_>, track: &mut Track, ledger: &mut Ledger) -> Result<(), Fault> {
    let kinds = [b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stz2", b"stco", b"co64"];
    let ([stsd, stts, ctts, stsc, stsz, stz2, stco, co64], rest) = pick(stbl, kinds, &KEEP)?;
    ledger.free(&rest)?;
    let described = entry::scrub(&stsd.ok_or(MISSING)?, track.visual, ledger)?;
    if track.size.0 == 0 || track.size.1 == 0 {
        track.size = described;
    }
    let sizes = match (stsz, stz2) {
        (Some(stsz), None) => Sizes::read(&stsz)?,
        (None, Some(stz2)) => Sizes::read_compact(&stz2)?,
        (None, None) => return Err(MISSING),
        (Some(_), Some(_)) => return Err(TWICE),
    };
    ledger.samples(sizes.count.into())?;
    track.samples = sizes.count.into();
    times(&stts.ok_or(MISSING)?, ctts.as_ref(), track)?;
    let chunks = match (stco, co64) {
        (Some(stco), None) => (stco, 4),
        (None, Some(co64)) => (co64, 8),
        (None, None) => return Err(MISSING),
        (Some(_), Some(_)) => return Err(TWICE),
    };
    chunk(&stsc.ok_or(MISSING)?, chunks, sizes, ledger)
}

/// Sizes of samples, in the order of the samples.
struct Sizes<'a> {
    count: u32,
    /// Size of all of them, or 0 if they are listed.
    all: u32,
    /// Bits of a listed size.
    bits: u32,
    list: Fields<'a>,
    /// The second size of a byte that holds two.
    half: Option<u8>,
}

impl<'a> Sizes<'a> {
    fn read(stsz: &Node<'a>) -> Result<Self, Fault> {
        let (_, _, mut list) = stsz.full()?;
        let (all, count) = (list.u32()?, list.u32()?);
        Ok(Self { count, all, bits: 32, list, half: None })
    }

    fn read_compact(stz2: &Node<'a>) -> Result<Self, Fault> {
        let (_, _, mut list) = stz2.full()?;
        let bits = list.u32()? & 0xFF;
        if !matches!(bits, 4 | 8 | 16) {
            return Err(Fault::Corrupt("a size of sizes"));
        }
        Ok(Self { count: list.u32()?, all: 0, bits, list, half: None })
    }

    fn next(&mut self) -> Result<u64, Fault> {
        match self.bits {
            _ if self.all > 0 => Ok(self.all.into()),
            4 => match self.half.take() {
                Some(half) => Ok(half.into()),
                None => {
                    let byte = self.list.u8()?;
                    self.half = Some(byte & 15);
                    Ok((byte >> 4).into())
                }
            },
            bits => self.list.uint(bits as usize / 8),
        }
    }

    /// Bytes of the next `count` samples.
    fn sum(&mut self, count: u32) -> Result<u64, Fault> {
        if self.all > 0 {
            return Ok(u64::from(self.all) * u64::from(count));
        }
        (0..count).try_fold(0_u64, |sum, _| Ok(sum.saturating_add(self.next()?)))
    }
}

/// Reads when the samples are shown: durations in runs (`stts`), and in other runs how much later than decoded (`ctts`).
fn times(stts: &Node<'_>, ctts: Option<&Node<'_>>, track: &mut Track) -> Result<(), Fault> {
    let mut clock = Clock::new(stts)?;
    let mut left = track.samples;
    if let Some(ctts) = ctts {
        let (_, _, mut fields) = ctts.full()?;
        for _ in 0..fields.u32()? {
            // Signed in both versions: QuickTime and those who followed it write negative ones in version 0 too.
            let (count, later) = (u64::from(fields.u32()?), i64::from(fields.i32()?));
            left = left.checked_sub(count).ok_or(UNEQUAL)?;
            clock.show(count, later, track)?;
        }
    }
    clock.show(left, 0, track)?;
    track.next = clock.now;
    clock.finish()
}

struct Clock<'a> {
    now: i64,
    /// Samples left in this run, and how long each lasts.
    run: (u64, i64),
    runs: u32,
    list: Fields<'a>,
}

impl<'a> Clock<'a> {
    fn new(stts: &Node<'a>) -> Result<Self, Fault> {
        let (_, _, mut list) = stts.full()?;
        Ok(Self { now: 0, run: (0, 0), runs: list.u32()?, list })
    }

    /// Passes `count` samples, each shown `later` ticks after it is decoded.
    fn show(&mut self, count: u64, later: i64, track: &mut Track) -> Result<(), Fault> {
        let start = self.now;
        let mut left = count;
        while left > 0 {
            if self.run.0 == 0 {
                self.runs = self.runs.checked_sub(1).ok_or(UNEQUAL)?;
                self.run = (self.list.u32()?.into(), self.list.u32()?.into());
            }
            let passed = left.min(self.run.0);
            left -= passed;
            self.run.0 -= passed;
            // At most a million samples of 32 bits each.
            self.now += passed as i64 * self.run.1;
        }
        if count > 0 {
            track.show(start + later, self.now + later);
        }
        Ok(())
    }

    /// Checks that no time is left over that belongs to no sample.
    fn finish(mut self) -> Result<(), Fault> {
        let mut left = self.run.0;
        for _ in 0..self.runs {
            left |= u64::from(self.list.u32()?);
            self.list.skip(4)?;
        }
        if left > 0 { Err(UNEQUAL) } else { Ok(()) }
    }
}

/// Reads where the samples lie: chunks at `stco`, and runs of chunks with equal numbers of samples (`stsc`).
fn chunk(stsc: &Node<'_>, chunks: (Node<'_>, usize), mut sizes: Sizes<'_>, ledger: &mut Ledger) -> Result<(), Fault> {
    let (_, _, mut offsets) = chunks.0.full()?;
    let total = offsets.u32()?;
    let (_, _, mut runs) = stsc.full()?;
    let count = runs.u32()?;
    let mut samples = sizes.count;
    let mut run = if count > 0 { Some(Run::read(&mut runs)?) } else { None };
    // The first run begins with the first chunk.
    if run.as_ref().is_some_and(|run| run.first != 1) || (total > 0 && run.is_none()) {
        return Err(UNEQUAL);
    }
    let mut left = count.saturating_sub(1);
    let mut done = 0;
    while let Some(this) = run.take() {
        let next = if left > 0 { Some(Run::read(&mut runs)?) } else { None };
        left = left.saturating_sub(1);
        let end = next.as_ref().map_or(total, |next| next.first.saturating_sub(1));
        if end > total || end < done || (next.is_some() && end == done) {
            return Err(UNEQUAL);
        }
        for _ in done..end {
            samples = samples.checked_sub(this.samples).filter(|_| this.samples > 0).ok_or(UNEQUAL)?;
            let offset = offsets.uint(chunks.1)?;
            let length = sizes.sum(this.samples)?;
            ledger.keep(offset, length)?;
        }
        done = end;
        run = next;
    }
    if samples > 0 { Err(UNEQUAL) } else { Ok(()) }
}

struct Run {
    /// Its first chunk, from 1.
    first: u32,
    /// Samples in each of its chunks.
    samples: u32,
}

impl Run {
    fn read(fields: &mut Fields<'_>) -> Result<Self, Fault> {
        let run = Self { first: fields.u32()?, samples: fields.u32()? };
        fields.skip(4)?;
        Ok(run)
    }
}

const TWICE: Fault = Fault::Corrupt("something is said twice");
const UNEQUAL: Fault = Fault::Corrupt("tables of samples that do not fit each other");
