//! From the tables to the picture: the primary item, its tiles, its transparency.

use super::super::boxes::Kind;
use super::super::{Fault, Fields};
use super::meta::Meta;
use super::property::Traits;
use super::{Avif, Coded, MOST_TILES, Tile};

/// How much AV1 data all tiles together may have beyond the length of the file. Writers let equal tiles share their
/// bytes, so a small file may use the same ones often; a large one may not.
const SHARED: usize = 1 << 20;

pub fn resolve(meta: &Meta<'_>) -> Result<Avif, Fault> {
    let traits = meta.traits(meta.primary)?;
    let (colour, tiles) = coded(meta, meta.primary, &traits, traits.extent)?;
    let (width, height) = (colour.width, colour.height);
    let found = alpha(meta, &colour, &tiles)?;
    let premultiplied = found
        .as_ref()
        .is_some_and(|(_, item)| meta.references.iter().any(|r| r.is(b"prem", meta.primary) && r.to.contains(item)));
    let alpha = found.map(|(alpha, _)| alpha);
    let data = colour.tiles.iter().chain(alpha.iter().flat_map(|alpha| &alpha.tiles)).flat_map(|tile| &tile.extents);
    if data.map(ExactSizeIterator::len).fold(0, usize::saturating_add) > meta.file.len() + SHARED {
        return Err(Fault::TooComplex("the picture is longer than its file"));
    }
    // What is not said of the whole grid is said of its tiles, of all the same.
    let first = tiles.first().map(|tile| meta.traits(*tile)).transpose()?.unwrap_or_default();
    let own = traits.icc.is_some() || traits.nclx.is_some();
    let (icc, nclx) = if own { (traits.icc, traits.nclx) } else { (first.icc, first.nclx) };
    Ok(Avif {
        width,
        height,
        colour,
        alpha,
        premultiplied,
        crop: traits.crop.map(|aperture| aperture.within(width, height)).transpose()?,
        rotation: traits.rotation.unwrap_or(0),
        mirror: traits.mirror,
        icc,
        nclx,
    })
}

/// An item with its AV1 data, and the tiles it consists of when it is a grid. `extent` is its size.
fn coded(meta: &Meta<'_>, item: u32, traits: &Traits, extent: Option<(u32, u32)>) -> Result<(Coded, Vec<u32>), Fault> {
    match meta.items.get(&item) {
        Some(b"av01") => Ok((single(meta, item, traits, extent)?, Vec::new())),
        Some(b"grid") => {
            let grid = Grid::read(meta, item)?;
            if extent.is_some_and(|extent| extent != (grid.width, grid.height)) {
                return Err(Fault::Corrupt("a grid has two sizes"));
            }
            let tiles = meta.references.iter().find(|reference| reference.is(b"dimg", item));
            let tiles = tiles.ok_or(Fault::Corrupt("a grid without tiles"))?.to.clone();
            Ok((grid.fill(meta, &tiles)?, tiles))
        }
        Some(_) => Err(Fault::Unsupported("the picture is neither AV1 nor a grid of it")),
        None => Err(Fault::Unsupported("the picture is missing or protected")),
    }
}

fn single(meta: &Meta<'_>, item: u32, traits: &Traits, extent: Option<(u32, u32)>) -> Result<Coded, Fault> {
    let config = traits.config.ok_or(Fault::Corrupt("AV1 data without its configuration"))?;
    let (width, height) = extent.filter(|extent| extent.0 > 0 && extent.1 > 0).ok_or(NO_SIZE)?;
    let tiles = vec![Tile { extents: meta.extents(item)? }];
    let (tile_width, tile_height) = (width, height);
    let (depth, monochrome) = (config.depth, config.monochrome);
    Ok(Coded { width, height, depth, monochrome, rows: 1, columns: 1, tile_width, tile_height, tiles })
}

/// The transparency of the picture and its item. Of a grid it may be a grid, or one piece for each tile.
fn alpha(meta: &Meta<'_>, colour: &Coded, tiles: &[u32]) -> Result<Option<(Coded, u32)>, Fault> {
    let alpha = match auxiliary(meta, meta.primary)? {
        Some((item, traits)) => {
            // Early writers gave the transparency no size of its own.
            let extent = traits.extent.or(Some((colour.width, colour.height)));
            Some((coded(meta, item, &traits, extent)?.0, item))
        }
        None => {
            let pieces = tiles.iter().map(|tile| auxiliary(meta, *tile)).collect::<Result<Option<Vec<_>>, _>>()?;
            let items: Vec<u32> = pieces.unwrap_or_default().into_iter().map(|(item, _)| item).collect();
            let Some(first) = items.first() else { return Ok(None) };
            let grid = Grid { rows: colour.rows, columns: colour.columns, width: colour.width, height: colour.height };
            Some((grid.fill(meta, &items)?, *first))
        }
    };
    if alpha.as_ref().is_some_and(|(alpha, _)| (alpha.width, alpha.height) != (colour.width, colour.height)) {
        return Err(Fault::Unsupported("a transparency of another size"));
    }
    Ok(alpha)
}

/// The item that holds the transparency of `item`.
fn auxiliary(meta: &Meta<'_>, item: u32) -> Result<Option<(u32, Traits)>, Fault> {
    for reference in
        meta.references.iter().filter(|reference| &reference.kind == b"auxl" && reference.to.contains(&item))
    {
        let traits = meta.traits(reference.from)?;
        if traits.alpha {
            return Ok(Some((reference.from, traits)));
        }
    }
    Ok(None)
}

/// A picture made of tiles (ISO/IEC 23008-12, 6.6.2.3).
struct Grid {
    rows: u32,
    columns: u32,
    width: u32,
    height: u32,
}

impl Grid {
    fn read(meta: &Meta<'_>, item: u32) -> Result<Self, Fault> {
        let body = Tile { extents: meta.extents(item)? }.data(meta.file);
        let mut fields = Fields::new(&body, 0);
        if fields.u8()? != 0 {
            return Err(Fault::Unsupported("a grid from the future"));
        }
        let wide = fields.u8()? & 1 == 1;
        let (rows, columns) = (u32::from(fields.u8()?) + 1, u32::from(fields.u8()?) + 1);
        let mut side = || if wide { fields.u32() } else { fields.u16().map(u32::from) };
        let grid = Self { rows, columns, width: side()?, height: side()? };
        if grid.width == 0 || grid.height == 0 { Err(NO_SIZE) } else { Ok(grid) }
    }

    /// Puts the items `tiles` into the grid. All have one size and one configuration, and none is superfluous.
    fn fill(self, meta: &Meta<'_>, tiles: &[u32]) -> Result<Coded, Fault> {
        let Self { rows, columns, width, height } = self;
        if (rows * columns) as usize > MOST_TILES {
            return Err(Fault::TooComplex("too many tiles"));
        }
        if tiles.len() != (rows * columns) as usize {
            return Err(Fault::Corrupt("tiles are missing or left over"));
        }
        let mut coded = Vec::with_capacity(tiles.len());
        for tile in tiles {
            let traits = meta.traits(*tile)?;
            if meta.items.get(tile) != Some(b"av01") {
                return Err(Fault::Unsupported("a tile that is not AV1"));
            }
            if traits.crop.is_some() || traits.rotation.is_some_and(|turns| turns > 0) || traits.mirror.is_some() {
                return Err(Fault::Unsupported("a tile with a transform of its own"));
            }
            coded.push(single(meta, *tile, &traits, traits.extent)?);
        }
        let first = coded.first().ok_or(Fault::Corrupt("a grid without tiles"))?;
        let (tile_width, tile_height) = (first.width, first.height);
        let (depth, monochrome) = (first.depth, first.monochrome);
        let alike = |tile: &Coded| (tile.width, tile.height, tile.depth, tile.monochrome);
        if coded.iter().any(|tile| alike(tile) != alike(first)) {
            return Err(Fault::Corrupt("tiles that differ"));
        }
        // The last row and column may be cut, but something of them is seen (MIAF, 7.3.11.4.2).
        let covers = |count: u32, tile: u32, whole: u32| {
            let (count, tile, whole) = (u64::from(count), u64::from(tile), u64::from(whole));
            (count - 1) * tile < whole && whole <= count * tile
        };
        if !covers(columns, tile_width, width) || !covers(rows, tile_height, height) {
            return Err(Fault::Corrupt("tiles that do not fill their grid"));
        }
        let tiles = coded.into_iter().flat_map(|tile| tile.tiles).collect();
        Ok(Coded { width, height, depth, monochrome, rows, columns, tile_width, tile_height, tiles })
    }
}

impl super::meta::Reference {
    fn is(&self, kind: &Kind, from: u32) -> bool {
        &self.kind == kind && self.from == from
    }
}

const NO_SIZE: Fault = Fault::Corrupt("a picture without a size");
