//! The `iprp` box: what is said of items (ISO/IEC 14496-12, 8.11.14; ISO/IEC 23008-12, 6.5).

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::boxes::{Kind, Node};
use super::super::{Fault, Fields};
use super::meta::{MOST_ITEMS, Meta, item_id};
use super::{Crop, Mirror, Nclx, once, range, versioned};

/// Both names of the transparency: of MPEG-B, and of HEVC as early writers used it.
const ALPHA: [&[u8]; 2] = [b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", b"urn:mpeg:hevc:2015:auxid:1"];

/// Something that can be said of an item.
#[derive(Clone)]
pub enum Property {
    Extent(u32, u32),
    Depths(Vec<u8>),
    Config(Config),
    Icc(Range<usize>),
    Nclx(Nclx),
    Crop(Aperture),
    Rotation(u8),
    Mirror(Mirror),
    Alpha,
    Other,
}

/// What `av1C` says (AV1-ISOBMFF, 2.3.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Config {
    pub depth: u8,
    pub monochrome: bool,
}

/// `clap` as it is written: width, height, and how far its centre is from that of the picture, in fractions.
#[derive(Clone, Copy)]
pub struct Aperture([i64; 8]);

/// A property of an item by its place in the list, and whether the item cannot be shown without it.
#[derive(Clone, Copy)]
pub struct Association {
    pub essential: bool,
    /// From 1; 0 is none.
    pub index: usize,
}

/// All that is said of one item.
#[derive(Default)]
pub struct Traits {
    pub extent: Option<(u32, u32)>,
    pub config: Option<Config>,
    pub icc: Option<Range<usize>>,
    pub nclx: Option<Nclx>,
    pub crop: Option<Aperture>,
    pub rotation: Option<u8>,
    pub mirror: Option<Mirror>,
    pub alpha: bool,
}

type Table = (Vec<Property>, BTreeMap<u32, Vec<Association>>);

pub fn read(node: &Node<'_>) -> Result<Table, Fault> {
    let mut properties = None;
    let mut associations = BTreeMap::new();
    for child in node.children()? {
        let child = child?;
        match &child.kind {
            b"ipco" => {
                let list = child.children()?.map(|node| property(&node?)).collect::<Result<Vec<_>, _>>()?;
                once(&mut properties, list)?;
            }
            b"ipma" => associate(&child, &mut associations)?,
            _ => {}
        }
    }
    Ok((properties.unwrap_or_default(), associations))
}

fn associate(node: &Node<'_>, associations: &mut BTreeMap<u32, Vec<Association>>) -> Result<(), Fault> {
    let (version, flags, mut fields) = versioned(node, 1)?;
    let items = fields.u32()?;
    for _ in 0..items {
        let id = item_id(&mut fields, version > 0)?;
        let count = fields.u8()?;
        let mut list = Vec::with_capacity(count.into());
        for _ in 0..count {
            let (word, bits) = if flags & 1 == 1 { (fields.u16()?, 15) } else { (fields.u8()?.into(), 7) };
            list.push(Association { essential: word >> bits == 1, index: (word & ((1 << bits) - 1)).into() });
        }
        if associations.len() >= MOST_ITEMS {
            return Err(Fault::TooComplex("too many items"));
        }
        if associations.insert(id, list).is_some() {
            return Err(Fault::Corrupt("the properties of an item are said twice"));
        }
    }
    Ok(())
}

fn property(node: &Node<'_>) -> Result<Property, Fault> {
    let mut fields = node.body;
    Ok(match &node.kind {
        b"ispe" => {
            let (_, _, mut fields) = versioned(node, 0)?;
            Property::Extent(fields.u32()?, fields.u32()?)
        }
        b"pixi" => {
            let (_, _, mut fields) = versioned(node, 0)?;
            let channels = fields.u8()?;
            Property::Depths(fields.take(channels.into())?.rest().to_vec())
        }
        b"av1C" => Property::Config(config(fields)?),
        b"colr" => colour(fields)?,
        b"clap" => {
            let mut numbers = [0; 8];
            for (place, number) in numbers.iter_mut().enumerate() {
                // Only the numerators of the two offsets have a sign.
                *number = if matches!(place, 4 | 6) { fields.i32()?.into() } else { fields.u32()?.into() };
            }
            Property::Crop(Aperture(numbers))
        }
        b"irot" => Property::Rotation(fields.u8()? & 3),
        b"imir" if fields.u8()? & 1 == 0 => Property::Mirror(Mirror::TopBottom),
        b"imir" => Property::Mirror(Mirror::LeftRight),
        b"auxC" => {
            let (_, _, fields) = versioned(node, 0)?;
            let name = fields.rest().split(|byte| *byte == 0).next().unwrap_or_default();
            if ALPHA.contains(&name) { Property::Alpha } else { Property::Other }
        }
        _ => Property::Other,
    })
}

fn config(mut fields: Fields<'_>) -> Result<Config, Fault> {
    if fields.u8()? != 0x81 {
        return Err(Fault::Unsupported("a version of AV1 from the future"));
    }
    fields.skip(1)?;
    let flags = fields.u8()?;
    let depth = match (flags & 0x40 != 0, flags & 0x20 != 0) {
        (false, false) => 8,
        (true, false) => 10,
        (true, true) => 12,
        (false, true) => return Err(Fault::Corrupt("twelve bits that are not many")),
    };
    Ok(Config { depth, monochrome: flags & 0x10 != 0 })
}

fn colour(mut fields: Fields<'_>) -> Result<Property, Fault> {
    let kind: Kind = fields.array()?;
    Ok(match &kind {
        b"nclx" => Property::Nclx(Nclx {
            primaries: fields.u16()?,
            transfer: fields.u16()?,
            matrix: fields.u16()?,
            full_range: fields.u8()? & 0x80 != 0,
        }),
        b"prof" | b"rICC" => Property::Icc(range(&fields)),
        _ => Property::Other,
    })
}

impl Aperture {
    /// The pixels it keeps of a picture of `width` x `height` (ISO/IEC 14496-12, 12.1.4). Fractions of a pixel are
    /// not taken, as nothing here resamples.
    pub fn within(self, width: u32, height: u32) -> Result<Crop, Fault> {
        let Self([wide, wide_by, high, high_by, right, right_by, down, down_by]) = self;
        let (left, width) = side((wide, wide_by), (right, right_by), width)?;
        let (top, height) = side((high, high_by), (down, down_by), height)?;
        Ok(Crop { left, top, width, height })
    }
}

/// Where a kept part begins, and how long it is, on a side of `whole` pixels.
fn side(length: (i64, i64), offset: (i64, i64), whole: u32) -> Result<(u32, u32), Fault> {
    const FRACTION: Fault = Fault::Unsupported("a crop through pixels");
    const OUTSIDE: Fault = Fault::Corrupt("a crop outside the picture");
    if length.1 == 0 || offset.1 == 0 {
        return Err(Fault::Corrupt("a crop divided by zero"));
    }
    if length.0 % length.1 != 0 {
        return Err(FRACTION);
    }
    let kept = length.0 / length.1;
    // Centre to centre: start = (whole - kept) / 2 + offset. Wide enough, as all factors have 33 bits.
    let (above, below) = (i128::from(i64::from(whole) - kept), i128::from(offset.1));
    let twice = above * below + 2 * i128::from(offset.0);
    if twice % (2 * below) != 0 {
        return Err(FRACTION);
    }
    let start = u32::try_from(twice / (2 * below)).map_err(|_| OUTSIDE)?;
    let kept = u32::try_from(kept).ok().filter(|kept| *kept > 0).ok_or(OUTSIDE)?;
    start.checked_add(kept).filter(|end| *end <= whole).ok_or(OUTSIDE)?;
    Ok((start, kept))
}

impl Meta<'_> {
    /// What is said of an item.
    pub fn traits(&self, item: u32) -> Result<Traits, Fault> {
        let mut traits = Traits::default();
        let mut depths = None;
        for Association { essential, index } in self.associations.get(&item).into_iter().flatten() {
            let Some(index) = index.checked_sub(1) else { continue };
            let property = self.properties.get(index).ok_or(Fault::Corrupt("a property that is not there"))?;
            // Crop, then rotation, then mirror (MIAF, 7.3.6.7): in another order they would give another picture.
            let late = match property {
                Property::Crop(_) => traits.rotation.is_some() || traits.mirror.is_some(),
                Property::Rotation(_) => traits.mirror.is_some(),
                _ => false,
            };
            if late {
                return Err(Fault::Unsupported("transforms in an unusual order"));
            }
            match property.clone() {
                Property::Extent(width, height) => once(&mut traits.extent, (width, height))?,
                Property::Depths(list) => once(&mut depths, list)?,
                Property::Config(config) => once(&mut traits.config, config)?,
                Property::Icc(range) => once(&mut traits.icc, range)?,
                Property::Nclx(nclx) => once(&mut traits.nclx, nclx)?,
                Property::Crop(aperture) => once(&mut traits.crop, aperture)?,
                Property::Rotation(turns) => once(&mut traits.rotation, turns)?,
                Property::Mirror(mirror) => once(&mut traits.mirror, mirror)?,
                Property::Alpha => traits.alpha = true,
                Property::Other if *essential => {
                    return Err(Fault::Unsupported("an essential property that is not known"));
                }
                Property::Other => {}
            }
        }
        if let (Some(depths), Some(config)) = (depths, traits.config)
            && depths.iter().any(|depth| *depth != config.depth)
        {
            return Err(Fault::Corrupt("two depths of one picture"));
        }
        Ok(traits)
    }
}
