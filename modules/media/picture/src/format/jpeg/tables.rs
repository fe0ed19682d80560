//! The tables that scans are decoded with (ITU-T T.81, B.2.4).

use super::huffman::Table;
use crate::PictureRefusal;

/// The tables that are in force.
#[derive(Default)]
pub struct Tables<'a> {
    steps: [Option<[u16; 64]>; 4],
    /// Definitions of the Huffman tables, for DC and for AC. They are made when a scan needs them: a file could define
    /// a million.
    codes: [[Option<&'a [u8]>; 4]; 2],
    /// Units between restart markers; 0 when there are none.
    pub interval: u16,
}

impl<'a> Tables<'a> {
    /// Reads quantisation tables (B.2.4.1).
    ///
    /// # Errors
    /// `Corrupt` for a table that is cut short or has no place, as in all of these.
    pub fn quantisation(&mut self, mut body: &[u8]) -> Result<(), PictureRefusal> {
        while let Some((&head, rest)) = body.split_first() {
            let wide = head >> 4 != 0;
            let (steps, rest) = rest.split_at_checked(if wide { 128 } else { 64 }).ok_or(PictureRefusal::Corrupt)?;
            let table = self.steps.get_mut(usize::from(head & 15)).ok_or(PictureRefusal::Corrupt)?;
            let into = table.insert([0; 64]);
            if wide {
                into.iter_mut().zip(steps.as_chunks().0).for_each(|(into, step)| *into = u16::from_be_bytes(*step));
            } else {
                into.iter_mut().zip(steps).for_each(|(into, step)| *into = (*step).into());
            }
            body = rest;
        }
        Ok(())
    }

    /// Reads definitions of Huffman tables (B.2.4.2).
    ///
    /// # Errors
    /// As for quantisation tables.
    pub fn huffman(&mut self, mut body: &'a [u8]) -> Result<(), PictureRefusal> {
        while let Some((&head, rest)) = body.split_first() {
            let counts: &[u8; 16] = rest.first_chunk().ok_or(PictureRefusal::Corrupt)?;
            let length = 16 + counts.iter().map(|&count| usize::from(count)).sum::<usize>();
            let (definition, rest) = rest.split_at_checked(length).ok_or(PictureRefusal::Corrupt)?;
            let kind = self.codes.get_mut(usize::from(head >> 4)).ok_or(PictureRefusal::Corrupt)?;
            *kind.get_mut(usize::from(head & 15)).ok_or(PictureRefusal::Corrupt)? = Some(definition);
            body = rest;
        }
        Ok(())
    }

    /// Reads the restart interval (B.2.4.4).
    ///
    /// # Errors
    /// As for quantisation tables.
    pub fn restarts(&mut self, body: &[u8]) -> Result<(), PictureRefusal> {
        self.interval = u16::from_be_bytes(*body.first_chunk().ok_or(PictureRefusal::Corrupt)?);
        Ok(())
    }

    /// Quantisation steps in zigzag order.
    ///
    /// # Errors
    /// `Corrupt` when they were not defined; so are missing codes.
    pub fn steps(&self, number: u8) -> Result<&[u16; 64], PictureRefusal> {
        self.steps.get(usize::from(number)).and_then(Option::as_ref).ok_or(PictureRefusal::Corrupt)
    }

    /// Codes for means.
    ///
    /// # Errors
    /// `Corrupt` when they were not defined, or make no sense.
    pub fn dc(&self, number: u8) -> Result<Table, PictureRefusal> {
        let [dc, _] = &self.codes;
        made(dc, number)
    }

    /// Codes for other coefficients.
    ///
    /// # Errors
    /// As for means.
    pub fn ac(&self, number: u8) -> Result<Table, PictureRefusal> {
        let [_, ac] = &self.codes;
        made(ac, number)
    }
}

fn made(codes: &[Option<&[u8]>; 4], number: u8) -> Result<Table, PictureRefusal> {
    Table::new(codes.get(usize::from(number)).copied().flatten().ok_or(PictureRefusal::Corrupt)?)
}
