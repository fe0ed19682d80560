//! The `moof` box: samples that are told of piece by piece (8.8).

use super::super::super::boxes::Node;
use super::super::super::{Fault, Fields};
use super::ledger::Ledger;
use super::movie::{Movie, time};
use super::track::Track;
use super::{MISSING, pick};

pub fn read(moof: &Node<'_>, movie: &mut Movie, ledger: &mut Ledger) -> Result<(), Fault> {
    if !movie.fragmented {
        return Err(Fault::Corrupt("a fragment of a movie that has none"));
    }
    let ([_], rest) = pick(moof, [b"mfhd"], &[])?;
    // Where the samples of the last track ended, if that is known.
    let mut last = Some(moof.at);
    for node in rest {
        if &node.kind != b"traf" {
            ledger.scrub.free(&node)?;
            continue;
        }
        let ([tfhd, tfdt], rest) = pick(&node, [b"tfhd", b"tfdt"], &[b"sdtp", b"sbgp", b"sgpd", b"subs"])?;
        let (_, flags, mut fields) = tfhd.ok_or(MISSING)?.full()?;
        let id = fields.u32()?;
        let Some(track) = movie.track(id) else {
            if !movie.gone.contains(&id) {
                return Err(Fault::Corrupt("a fragment of no track"));
            }
            ledger.scrub.free(&node)?;
            last = None;
            continue;
        };
        let mut part = Part::read(flags, fields, track, moof.at, last)?;
        if let Some(tfdt) = tfdt {
            let (version, _, mut fields) = tfdt.full()?;
            part.now = i64::try_from(time(&mut fields, version)?).unwrap_or(i64::MAX);
        }
        for node in rest {
            match &node.kind {
                b"trun" => part.run(&node, track, ledger)?,
                _ => ledger.scrub.free(&node)?,
            }
        }
        track.next = part.now;
        last = Some(part.end);
    }
    Ok(())
}

/// The part of a fragment that belongs to one track.
struct Part {
    /// What offsets of runs are counted from.
    base: u64,
    /// Where the run before ended.
    end: u64,
    now: i64,
    /// Duration and size of a sample that does not say.
    usual: (u32, u32),
}

impl Part {
    /// `tfhd` (8.8.7) behind its track number.
    fn read(flags: u32, mut fields: Fields<'_>, track: &Track, moof: u64, last: Option<u64>) -> Result<Self, Fault> {
        const BASE: u32 = 0x1;
        const FROM_FRAGMENT: u32 = 0x2_0000;
        const EMPTY: u32 = 0x1_0000;
        let base = if flags & BASE != 0 {
            fields.u64()?
        } else if flags & FROM_FRAGMENT != 0 {
            moof
        } else {
            // The track before goes, and with it what this one is counted from.
            last.ok_or(Fault::Unsupported("a fragment that hangs on another track"))?
        };
        fields.skip(if flags & 0x2 != 0 { 4 } else { 0 })?;
        let (mut duration, mut size) = track.usual;
        if flags & 0x8 != 0 {
            duration = fields.u32()?;
        }
        if flags & 0x10 != 0 {
            size = fields.u32()?;
        }
        let gap = if flags & EMPTY != 0 { duration } else { 0 };
        let now = track.next.saturating_add(gap.into());
        Ok(Self { base, end: base, now, usual: (duration, size) })
    }

    /// `trun` (8.8.8).
    fn run(&mut self, trun: &Node<'_>, track: &mut Track, ledger: &mut Ledger) -> Result<(), Fault> {
        let (_, flags, mut fields) = trun.full()?;
        let count = fields.u32()?;
        ledger.samples(count.into())?;
        if flags & 0x1 != 0 {
            let offset = i64::from(fields.i32()?);
            self.end = self.base.checked_add_signed(offset).ok_or(Fault::Corrupt("samples outside the file"))?;
        }
        fields.skip(if flags & 0x4 != 0 { 4 } else { 0 })?;
        let mut length = 0_u64;
        for _ in 0..count {
            let mut field = |flag: u32, usual: u32| if flags & flag != 0 { fields.u32() } else { Ok(usual) };
            let duration = i64::from(field(0x100, self.usual.0)?);
            length = length.saturating_add(field(0x200, self.usual.1)?.into());
            field(0x400, 0)?;
            // Signed in both versions, as in `ctts`.
            let shown = self.now.saturating_add((field(0x800, 0)? as i32).into());
            self.now = self.now.saturating_add(duration);
            track.show(shown, shown.saturating_add(duration));
        }
        track.samples += u64::from(count);
        self.end = ledger.keep(self.end, length)?;
        Ok(())
    }
}
