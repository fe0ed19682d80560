//! The `trak` box: clocks, size, and the samples of a track that stays.

use super::super::super::boxes::Node;
use super::super::super::{Fault, Fields};
use super::super::millis;
use super::ledger::Ledger;
use super::movie::{duration, forget_dates, time};
use super::{MISSING, pick, table};

/// A track, with what its samples have added up to so far.
#[derive(Debug, Default)]
pub struct Track {
    pub id: u32,
    /// Whether it is pictures; else it is sound.
    pub visual: bool,
    /// Ticks a second of everything below but `edited`.
    rate: u32,
    /// Width and height in pixels, of the upright picture before the matrix.
    pub size: (u32, u32),
    pub turned: bool,
    /// `mdhd`'s duration.
    media: u64,
    /// The longer of `tkhd`'s duration and the sum of the edit list, by the clock of the movie.
    edited: u64,
    /// Where in the media the edit list begins.
    begin: Option<i64>,
    pub samples: u64,
    /// Earliest time at which a sample is shown, and latest at which one ends.
    shown: Option<(i64, i64)>,
    /// Time of decoding of the next fragment's first sample, if that does not say.
    pub next: i64,
    /// Duration and size of a sample that does not say.
    pub usual: (u32, u32),
}

impl Track {
    pub fn read(trak: &Node<'_>, id: u32, visual: bool, ledger: &mut Ledger) -> Result<Self, Fault> {
        let ([tkhd, edts, mdia], rest) = pick(trak, [b"tkhd", b"edts", b"mdia"], &[])?;
        ledger.free(&rest)?;
        let ([mdhd, hdlr, minf], rest) = pick(&mdia.ok_or(MISSING)?, [b"mdhd", b"hdlr", b"minf"], &[])?;
        ledger.free(&rest)?;
        let mut track = Self { id, visual, ..Self::default() };
        track.header(&tkhd.ok_or(MISSING)?, ledger)?;
        track.media_header(&mdhd.ok_or(MISSING)?, ledger)?;
        forget_name(&hdlr.ok_or(MISSING)?, ledger)?;
        if let Some(edts) = edts {
            let ([elst], rest) = pick(&edts, [b"elst"], &[])?;
            ledger.free(&rest)?;
            elst.map_or(Ok(()), |elst| track.edit_list(&elst))?;
        }
        let (kinds, keep): (_, [_; 2]) = ([b"hdlr", b"dinf", b"stbl"], [b"vmhd", b"smhd"]);
        let ([hdlr, dinf, stbl], rest) = pick(&minf.ok_or(MISSING)?, kinds, &keep)?;
        ledger.free(&rest)?;
        // QuickTime names the handler of the data too.
        hdlr.map_or(Ok(()), |hdlr| forget_name(&hdlr, ledger))?;
        inside(&dinf.ok_or(MISSING)?, ledger)?;
        table::read(&stbl.ok_or(MISSING)?, &mut track, ledger)?;
        Ok(track)
    }

    /// `tkhd` (8.3.2).
    fn header(&mut self, tkhd: &Node<'_>, ledger: &mut Ledger) -> Result<(), Fault> {
        let (version, _, mut fields) = tkhd.full()?;
        forget_dates(&mut fields, version, ledger)?;
        // Track number, reserved.
        fields.skip(8)?;
        self.edited = duration(&mut fields, version)?;
        // Reserved, layer, group, volume, reserved.
        fields.skip(16)?;
        self.turned = turned(&mut fields)?;
        let mut pixels = || Ok((fields.u32()?.saturating_add(0x8000)) >> 16);
        self.size = (pixels()?, pixels()?);
        Ok(())
    }

    /// `mdhd` (8.4.2).
    fn media_header(&mut self, mdhd: &Node<'_>, ledger: &mut Ledger) -> Result<(), Fault> {
        let (version, _, mut fields) = mdhd.full()?;
        forget_dates(&mut fields, version, ledger)?;
        self.rate = fields.u32()?;
        if self.rate == 0 {
            return Err(Fault::Corrupt("a clock that stands"));
        }
        self.media = duration(&mut fields, version)?;
        Ok(())
    }

    /// `elst` (8.6.6): a list may show a part several times, so its sum counts.
    fn edit_list(&mut self, elst: &Node<'_>) -> Result<(), Fault> {
        let (version, _, mut fields) = elst.full()?;
        let mut sum = 0_u64;
        for _ in 0..fields.u32()? {
            sum = sum.saturating_add(time(&mut fields, version)?);
            // 64 bits are a signed number too.
            let start = if version == 1 { fields.u64()? as i64 } else { fields.i32()?.into() };
            fields.skip(4)?;
            if start >= 0 {
                self.begin = Some(self.begin.map_or(start, |begin| begin.min(start)));
            }
        }
        self.edited = self.edited.max(sum);
        Ok(())
    }

    /// Accounts for samples that are shown from `start` to `end`.
    pub fn show(&mut self, start: i64, end: i64) {
        let (first, last) = self.shown.unwrap_or((start, end));
        self.shown = Some((first.min(start), last.max(end)));
    }

    /// How long header and edit list say it is shown; `rate` is the clock of the movie.
    pub fn edited_ms(&self, rate: u32) -> u64 {
        millis(self.edited, rate.into())
    }

    /// How long the samples last, or the media's header says.
    ///
    /// An edit list may leave out what comes before the first picture, or the first packets of sound, which fill the
    /// decoder. More than a second of real samples it may not hide.
    pub fn played_ms(&self) -> u64 {
        let (first, last) = self.shown.unwrap_or_default();
        let last = last.max(i64::try_from(self.media).unwrap_or(i64::MAX));
        let begin = self.begin.unwrap_or(0).min(first.saturating_add(self.rate.into())).max(0);
        millis(u64::try_from(last.saturating_sub(begin)).unwrap_or(0), self.rate.into())
    }

    /// `trex` (8.8.3).
    pub fn defaults(&mut self, trex: &Node<'_>) -> Result<(), Fault> {
        let (_, _, mut fields) = trex.full()?;
        fields.skip(8)?;
        self.usual = (fields.u32()?, fields.u32()?);
        Ok(())
    }
}

/// Reads a matrix, and whether it lays the picture on its side: a and d are 0, b and c are not.
pub fn turned(fields: &mut Fields<'_>) -> Result<bool, Fault> {
    let [a, b, _, c, d, ..] = [(); 9].map(|()| fields.u32());
    Ok(a? == 0 && d? == 0 && b? != 0 && c? != 0)
}

/// Overwrites all of `hdlr` (8.4.3) that follows the kind of the handler: reserved fields, where QuickTime has the
/// maker, and the name.
fn forget_name(hdlr: &Node<'_>, ledger: &mut Ledger) -> Result<(), Fault> {
    let (_, _, mut fields) = hdlr.full()?;
    fields.skip(8)?;
    ledger.scrub.zero(fields.at()..fields.end())
}

/// Checks that all data is in the file (8.7.2), and overwrites where it once was.
fn inside(dinf: &Node<'_>, ledger: &mut Ledger) -> Result<(), Fault> {
    let ([dref], rest) = pick(dinf, [b"dref"], &[])?;
    ledger.free(&rest)?;
    let dref = dref.ok_or(MISSING)?;
    let (_, _, mut fields) = dref.full()?;
    fields.skip(4)?;
    for source in dref.children_in(fields)? {
        let (_, flags, path) = source?.full()?;
        if flags & 1 == 0 {
            return Err(Fault::Unsupported("data outside the file"));
        }
        ledger.scrub.zero(path.at()..path.end())?;
    }
    Ok(())
}
