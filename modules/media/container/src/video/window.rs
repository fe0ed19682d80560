//! The part of a file that is in memory.

use super::super::Fault;

/// Why a walk over a file stops.
pub enum Stop {
    /// The file is refused.
    Fault(Fault),
    /// At least `least` bytes from `at` on are needed. The walk starts over from what it last finished.
    Need { at: u64, least: u64 },
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// One range of the file.
#[derive(Clone, Copy)]
pub struct Window<'a> {
    pub at: u64,
    pub bytes: &'a [u8],
}

impl<'a> Window<'a> {
    /// All that is here from `at` on, if that is at least `least` bytes.
    pub fn from(&self, at: u64, least: u64) -> Result<&'a [u8], Stop> {
        let start = at.checked_sub(self.at).and_then(|start| usize::try_from(start).ok());
        let here = start.and_then(|start| self.bytes.get(start..));
        here.filter(|here| here.len() as u64 >= least).ok_or(Stop::Need { at, least })
    }

    /// The `count` bytes from `at` on.
    pub fn exactly(&self, at: u64, count: u64) -> Result<&'a [u8], Stop> {
        let here = self.from(at, count)?;
        usize::try_from(count).ok().and_then(|count| here.get(..count)).ok_or(Stop::Need { at, least: count })
    }
}
