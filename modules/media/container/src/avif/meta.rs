//! The `meta` box: which items there are, and how they refer to each other.

use std::collections::BTreeMap;

use super::super::boxes::{Kind, Node};
use super::super::{Fault, Fields};
use super::place::{self, Place};
use super::property::{self, Association, Property};
use super::{once, versioned};

/// Most items; a camera needs some fifty.
pub const MOST_ITEMS: usize = 1024;

/// Most items that are referred to, by all references together.
const MOST_REFERENCES: usize = 4096;

/// The tables of a `meta` box, each read and none believed yet.
pub struct Meta<'a> {
    pub file: &'a [u8],
    pub primary: u32,
    /// Kinds of the items that are not protected.
    pub items: BTreeMap<u32, Kind>,
    pub places: BTreeMap<u32, Place>,
    pub properties: Vec<Property>,
    pub associations: BTreeMap<u32, Vec<Association>>,
    pub references: Vec<Reference>,
    /// Body of `idat`.
    pub data: Option<Fields<'a>>,
}

/// What an item refers to (ISO/IEC 14496-12, 8.11.12).
pub struct Reference {
    pub kind: Kind,
    pub from: u32,
    pub to: Vec<u32>,
}

impl<'a> Meta<'a> {
    pub fn read(meta: &Node<'a>, file: &'a [u8]) -> Result<Self, Fault> {
        let (mut handler, mut primary, mut items, mut places) = (None, None, None, None);
        let (mut properties, mut references, mut data) = (None, None, None);
        let (_, _, fields) = versioned(meta, 0)?;
        for node in meta.children_in(fields)? {
            let node = node?;
            match &node.kind {
                b"hdlr" => once(&mut handler, handler_kind(&node)?)?,
                b"pitm" => once(&mut primary, primary_item(&node)?)?,
                b"iinf" => once(&mut items, item_kinds(&node)?)?,
                b"iloc" => once(&mut places, place::read(&node)?)?,
                b"iprp" => once(&mut properties, property::read(&node)?)?,
                b"iref" => once(&mut references, item_references(&node)?)?,
                b"idat" => once(&mut data, node.body)?,
                _ => {}
            }
        }
        if handler != Some(*b"pict") {
            return Err(Fault::Unsupported("the file describes no picture"));
        }
        let missing = Fault::Corrupt("a table of the picture is missing");
        let (properties, associations) = properties.ok_or(missing)?;
        Ok(Self {
            file,
            primary: primary.ok_or(missing)?,
            items: items.ok_or(missing)?,
            places: places.ok_or(missing)?,
            properties,
            associations,
            references: references.unwrap_or_default(),
            data,
        })
    }
}

fn handler_kind(node: &Node<'_>) -> Result<Kind, Fault> {
    let (_, _, mut fields) = versioned(node, 0)?;
    fields.skip(4)?;
    fields.array()
}

fn primary_item(node: &Node<'_>) -> Result<u32, Fault> {
    let (version, _, mut fields) = versioned(node, 1)?;
    item_id(&mut fields, version > 0)
}

/// An item's number, which tables of a later version write in 32 bits.
pub fn item_id(fields: &mut Fields<'_>, wide: bool) -> Result<u32, Fault> {
    if wide { fields.u32() } else { fields.u16().map(u32::from) }
}

fn item_kinds(node: &Node<'_>) -> Result<BTreeMap<u32, Kind>, Fault> {
    let (version, _, mut fields) = versioned(node, 1)?;
    item_id(&mut fields, version > 0)?;
    let mut kinds = BTreeMap::new();
    for entry in node.children_in(fields)? {
        let entry = entry?;
        let (version, _, mut fields) = versioned(&entry, 3)?;
        // Earlier versions name no kind of item, and AVIF uses none of them.
        if &entry.kind != b"infe" || version < 2 {
            continue;
        }
        let id = item_id(&mut fields, version > 2)?;
        let protection = fields.u16()?;
        let kind = fields.array()?;
        if kinds.len() >= MOST_ITEMS {
            return Err(Fault::TooComplex("too many items"));
        }
        // A protected item is left out, so that whoever needs it misses it.
        if protection == 0 && kinds.insert(id, kind).is_some() {
            return Err(Fault::Corrupt("two items have one number"));
        }
    }
    Ok(kinds)
}

fn item_references(node: &Node<'_>) -> Result<Vec<Reference>, Fault> {
    let (version, _, fields) = versioned(node, 1)?;
    let mut references = Vec::new();
    let mut left = MOST_REFERENCES;
    for entry in node.children_in(fields)? {
        let entry = entry?;
        let mut fields = entry.body;
        let from = item_id(&mut fields, version > 0)?;
        let count = fields.u16()?;
        left = left.checked_sub(count.into()).ok_or(Fault::TooComplex("too many references"))?;
        let to = (0..count).map(|_| item_id(&mut fields, version > 0)).collect::<Result<_, _>>()?;
        references.push(Reference { kind: entry.kind, from, to });
    }
    Ok(references)
}
