//! A writer of AVIF files that says whatever a test wants it to say.

use super::boxes::{boxed, full, placed, u16s, u32s};

/// The data that all items point to, unless told otherwise.
pub const DATA: &[u8] = b"<av1-item-data>";

/// An item: its number, its kind, and the properties it has by their place in [`Picture::properties`] from 1; those
/// with the top bit are essential.
pub type Item = (u16, &'static [u8; 4], Vec<u8>);

/// What is in the file; every table can be replaced.
pub struct Picture {
    pub items: Vec<Item>,
    pub properties: Vec<Vec<u8>>,
    /// Kind, from, to.
    pub references: Vec<(&'static [u8; 4], u16, Vec<u16>)>,
    /// Bodies of grids, which lie in `idat` one after the other.
    pub grids: Vec<(u16, Vec<u8>)>,
    /// Replaces `iloc`; gets the position of [`DATA`].
    pub places: Option<Box<dyn Fn(u32) -> Vec<u8>>>,
    /// Replaces `ipma`.
    pub associations: Option<Vec<u8>>,
    /// Whether tables are written in their later versions, with numbers of 32 bits.
    pub wide: bool,
    /// Boxes of `meta` besides.
    pub more: Vec<Vec<u8>>,
    pub handler: &'static [u8; 4],
}

pub fn ispe(width: u32, height: u32) -> Vec<u8> {
    full(b"ispe", 0, 0, &[&u32s(&[width, height])])
}

pub fn av1c(flags: u8) -> Vec<u8> {
    boxed(b"av1C", &[&[0x81, 0, flags, 0]])
}

pub fn auxc(name: &str) -> Vec<u8> {
    full(b"auxC", 0, 0, &[name.as_bytes(), &[0]])
}

pub const ALPHA: &str = "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha";
/// Flags of `av1C`: 4:2:0, and luma only.
pub const COLOUR: u8 = 0x0C;
pub const GREY: u8 = 0x1C;

impl Picture {
    /// One AV1 item of 40 x 30 pixels and the properties `more`.
    pub fn single(more: &[Vec<u8>]) -> Self {
        let properties = [&[ispe(40, 30), av1c(COLOUR)], more].concat();
        let all = (1..=properties.len() as u8).collect();
        Self {
            items: vec![(1, b"av01", all)],
            properties,
            references: Vec::new(),
            grids: Vec::new(),
            places: None,
            associations: None,
            wide: false,
            more: Vec::new(),
            handler: b"pict",
        }
    }

    /// A grid of `rows` x `columns` tiles of 64 x 64 pixels that shows `width` x `height`.
    pub fn grid(rows: u8, columns: u8, width: u16, height: u16) -> Self {
        let tiles: Vec<u16> = (2..2 + u16::from(rows) * u16::from(columns)).collect();
        let mut items: Vec<Item> = vec![(1, b"grid", vec![])];
        items.extend(tiles.iter().map(|tile| (*tile, b"av01", vec![1, 2])));
        let body = [&[0, 0, rows - 1, columns - 1][..], &u16s(&[width, height])].concat();
        Self {
            items,
            properties: vec![ispe(64, 64), av1c(COLOUR)],
            references: vec![(b"dimg", 1, tiles)],
            grids: vec![(1, body)],
            ..Self::single(&[])
        }
    }

    /// Gives `to` the transparency `item`, with properties numbered from the next free place.
    pub fn with_alpha(mut self, item: u16, to: u16, properties: &[Vec<u8>]) -> Self {
        let first = self.properties.len() as u8 + 1;
        self.properties.extend_from_slice(properties);
        self.items.push((item, b"av01", (first..first + properties.len() as u8).collect()));
        self.references.push((b"auxl", item, vec![to]));
        self
    }

    pub fn file(&self) -> Vec<u8> {
        placed(DATA, |data| {
            let ftyp = boxed(b"ftyp", &[b"avif", &[0; 4], b"mif1avifmiaf"]);
            [ftyp, self.meta(data), boxed(b"mdat", &[DATA])].concat()
        })
    }

    /// The number of an item, in the width of the tables.
    fn number(&self, id: u16) -> Vec<u8> {
        if self.wide { u32s(&[id.into()]) } else { u16s(&[id]) }
    }

    fn meta(&self, data: u32) -> Vec<u8> {
        let later = u8::from(self.wide);
        let infe = |(id, kind, _): &Item| full(b"infe", 2 + later, 0, &[&self.number(*id), &[0, 0], &kind[..], &[0]]);
        let infos: Vec<u8> = self.items.iter().flat_map(infe).collect();
        let reference = |(kind, from, to): &(&'static [u8; 4], u16, Vec<u16>)| {
            let items: Vec<u8> = to.iter().flat_map(|to| self.number(*to)).collect();
            boxed(kind, &[&self.number(*from), &u16s(&[to.len() as u16]), &items])
        };
        let references: Vec<u8> = self.references.iter().flat_map(reference).collect();
        let grids: Vec<u8> = self.grids.iter().flat_map(|(_, body)| body.clone()).collect();
        let ipma = self.associations.clone().unwrap_or_else(|| self.ipma());
        let boxes = [
            full(b"hdlr", 0, 0, &[&[0; 4], self.handler, &[0; 13]]),
            full(b"pitm", later, 0, &[&self.number(1)]),
            self.places.as_ref().map_or_else(|| self.iloc(data), |places| places(data)),
            full(b"iinf", later, 0, &[&self.number(self.items.len() as u16), &infos]),
            full(b"iref", later, 0, &[&references]),
            boxed(b"iprp", &[&boxed(b"ipco", &[&self.properties.concat()]), &ipma]),
            boxed(b"idat", &[&grids]),
            self.more.concat(),
        ];
        full(b"meta", 0, 0, &[&boxes.concat()])
    }

    fn ipma(&self) -> Vec<u8> {
        let index = |index: &u8| if self.wide { vec![index & 0x80, index & 0x7F] } else { vec![*index] };
        let entry = |(id, _, list): &Item| {
            let indexes: Vec<u8> = list.iter().flat_map(index).collect();
            [self.number(*id), vec![list.len() as u8], indexes].concat()
        };
        let entries: Vec<u8> = self.items.iter().flat_map(entry).collect();
        let wide = self.wide.into();
        full(b"ipma", u8::from(self.wide), wide, &[&u32s(&[self.items.len() as u32]), &entries])
    }

    /// Version 1 or 2, offsets and lengths in 32 bits, no base.
    fn iloc(&self, data: u32) -> Vec<u8> {
        let mut inside = 0;
        let mut entries = Vec::new();
        for (id, _, _) in &self.items {
            let (method, offset, length) = match self.grids.iter().find(|(grid, _)| grid == id) {
                Some((_, body)) => {
                    inside += body.len() as u32;
                    (1, inside - body.len() as u32, body.len() as u32)
                }
                None => (0, data, DATA.len() as u32),
            };
            entries.extend([self.number(*id), u16s(&[method, 0, 1]), u32s(&[offset, length])].concat());
        }
        let count = self.number(self.items.len() as u16);
        full(b"iloc", 1 + u8::from(self.wide), 0, &[&[0x44, 0], &count, &entries])
    }
}
