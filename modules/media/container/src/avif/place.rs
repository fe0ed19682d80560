//! The `iloc` box: where the data of an item lies (ISO/IEC 14496-12, 8.11.3).

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::boxes::Node;
use super::super::{Fault, Fields};
use super::meta::{MOST_ITEMS, Meta, item_id};
use super::{range, versioned};

/// Most extents of all items together: where nothing is written about an extent, a count alone could make millions.
const MOST_EXTENTS: usize = 4096;

/// Where an item says it lies.
pub struct Place {
    /// 0: in the file, 1: in `idat`, 2: in another item.
    method: u16,
    /// 0: this file; another number names an entry of `dref`.
    source: u16,
    base: u64,
    /// Offset from the base, and length.
    extents: Vec<(u64, u64)>,
}

pub fn read(node: &Node<'_>) -> Result<BTreeMap<u32, Place>, Fault> {
    let (version, _, mut fields) = versioned(node, 2)?;
    let [offset, length, base, index] = widths(&mut fields, version)?;
    let items = item_id(&mut fields, version > 1)?;
    if items as usize > MOST_ITEMS {
        return Err(Fault::TooComplex("too many items"));
    }
    let mut places = BTreeMap::new();
    let mut left = MOST_EXTENTS;
    for _ in 0..items {
        let id = item_id(&mut fields, version > 1)?;
        let method = if version > 0 { fields.u16()? & 15 } else { 0 };
        let source = fields.u16()?;
        let base = fields.uint(base)?;
        let count = usize::from(fields.u16()?);
        left = left.checked_sub(count).ok_or(Fault::TooComplex("too many extents"))?;
        let mut extents = Vec::with_capacity(count);
        for _ in 0..count {
            fields.skip(index)?;
            extents.push((fields.uint(offset)?, fields.uint(length)?));
        }
        if places.insert(id, Place { method, source, base, extents }).is_some() {
            return Err(Fault::Corrupt("an item has two places"));
        }
    }
    Ok(places)
}

/// Bytes of an offset, a length, a base and an index.
fn widths(fields: &mut Fields<'_>, version: u8) -> Result<[usize; 4], Fault> {
    let word = fields.u16()?;
    let index = if version > 0 { word & 15 } else { 0 };
    let widths = [word >> 12, word >> 8 & 15, word >> 4 & 15, index].map(usize::from);
    if widths.iter().any(|width| !matches!(width, 0 | 4 | 8)) {
        return Err(Fault::Corrupt("a field of places has an odd width"));
    }
    Ok(widths)
}

impl Meta<'_> {
    /// The byte ranges of an item, checked to lie inside the file; not empty.
    pub fn extents(&self, item: u32) -> Result<Vec<Range<usize>>, Fault> {
        const OUTSIDE: Fault = Fault::Corrupt("an item lies outside the file");
        let place = self.places.get(&item).ok_or(Fault::Corrupt("an item has no place"))?;
        if place.source != 0 {
            return Err(Fault::Unsupported("data outside the file"));
        }
        let whole = match place.method {
            0 => 0..self.file.len(),
            1 => range(&self.data.ok_or(Fault::Corrupt("an item lies in a box that is missing"))?),
            _ => return Err(Fault::Unsupported("an item inside an item")),
        };
        let mut total = 0_usize;
        let mut extents = Vec::with_capacity(place.extents.len());
        for (offset, length) in &place.extents {
            // By the specification a length of 0 means all of the source; no writer of pictures says that.
            if *length == 0 {
                return Err(Fault::Unsupported("an extent without a length"));
            }
            let start = place.base.checked_add(*offset).and_then(|start| start.checked_add(whole.start as u64));
            let start = start.ok_or(OUTSIDE)?;
            let end = start.checked_add(*length).filter(|end| *end <= whole.end as u64).ok_or(OUTSIDE)?;
            extents.push(start as usize..end as usize);
            // The same bytes over and over would make any amount of data.
            total = total.saturating_add((end - start) as usize);
        }
        if total > self.file.len() {
            return Err(Fault::TooComplex("an item is longer than its file"));
        }
        if extents.is_empty() {
            return Err(Fault::Corrupt("an item without data"));
        }
        Ok(extents)
    }
}
