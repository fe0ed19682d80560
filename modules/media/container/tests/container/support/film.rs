//! A writer of MP4 files that says whatever a test wants it to say.

use super::boxes::{boxed, full, placed, u16s, u32s};

/// What the data of a film begins with, before the samples of its tracks.
pub const DATA: &[u8] = b"<media>:";

pub const UPRIGHT: [i32; 9] = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000];

/// A turn by `quarters` clockwise.
pub fn turned(quarters: u8) -> [i32; 9] {
    let (a, b) = [(1, 0), (0, 1), (-1, 0), (0, -1)][usize::from(quarters)];
    let [a, b] = [a, b].map(|number: i32| number << 16);
    [a, b, 0, -b, a, 0, 0, 0, 0x4000_0000]
}

/// A track; every box in it can be replaced.
pub struct Track {
    pub id: u32,
    pub handler: &'static [u8; 4],
    pub entry: Vec<u8>,
    /// Ticks a second.
    pub rate: u32,
    /// Runs of samples that last equally long.
    pub deltas: Vec<(u32, u32)>,
    /// Runs of samples that are shown equally late.
    pub offsets: Vec<(u32, i32)>,
    pub sizes: Vec<u32>,
    pub per_chunk: u32,
    /// What every byte of its samples is.
    pub fill: u8,
    pub header_duration: u32,
    pub media_duration: u32,
    pub size: (u32, u32),
    pub matrix: [i32; 9],
    /// Duration by the clock of the movie, and where in the media it starts.
    pub edits: Vec<(u32, i32)>,
    /// Boxes in place of those of a kind.
    pub replaced: Vec<(&'static [u8; 4], Vec<u8>)>,
    /// Whether positions of chunks have 64 bits.
    pub wide: bool,
    pub more: Vec<Vec<u8>>,
}

/// H.264 pictures: 20 in two seconds, 64 x 48.
pub fn video() -> Track {
    Track {
        id: 1,
        handler: b"vide",
        entry: visual(b"avc1", &boxed(b"avcC", &[b"config"])),
        rate: 1000,
        deltas: vec![(20, 100)],
        offsets: vec![],
        sizes: vec![50; 20],
        per_chunk: 5,
        fill: b'v',
        header_duration: 2000,
        media_duration: 2000,
        size: (64, 48),
        matrix: UPRIGHT,
        edits: vec![],
        replaced: vec![],
        wide: false,
        more: vec![],
    }
}

/// AAC sound: 40 packets in two seconds.
pub fn audio() -> Track {
    Track {
        id: 2,
        handler: b"soun",
        entry: mp4a(0x40),
        deltas: vec![(40, 50)],
        sizes: vec![7; 40],
        per_chunk: 10,
        fill: b'a',
        size: (0, 0),
        ..video()
    }
}

/// A description of pictures of 64 x 48.
pub fn visual(kind: &[u8; 4], boxes: &[u8]) -> Vec<u8> {
    let body = [&[0; 6][..], &u16s(&[1]), &[0; 16], &u16s(&[64, 48]), &[0; 14], &[0; 32], &[0; 4]].concat();
    boxed(kind, &[&body, boxes])
}

/// A description of sound.
pub fn sounding(kind: &[u8; 4], boxes: &[u8]) -> Vec<u8> {
    boxed(kind, &[&[0; 6], &u16s(&[1, 0, 0, 0, 0, 2, 16, 0, 0, 48_000, 0]), boxes])
}

/// A description of an MPEG-4 stream.
pub fn esds(object_type: u8) -> Vec<u8> {
    full(b"esds", 0, 0, &[&[3, 25, 0, 1, 0, 4, 0x80, 0x80, 17, object_type, 0x15], &[0; 11]])
}

pub fn mp4a(object_type: u8) -> Vec<u8> {
    sounding(b"mp4a", &esds(object_type))
}

impl Track {
    /// A box, unless the test has another of its kind.
    fn own(&self, made: Vec<u8>) -> Vec<u8> {
        let other = self.replaced.iter().find(|(kind, _)| **kind == made[4..8]);
        other.map_or(made, |(_, other)| other.clone())
    }

    fn trak(&self, data: u32) -> Vec<u8> {
        let matrix: Vec<u32> = self.matrix.iter().map(|number| *number as u32).collect();
        let tkhd = [
            u32s(&[11, 12, self.id, 0, self.header_duration, 0, 0, 0, 0]),
            u32s(&matrix),
            u32s(&[self.size.0 << 16, self.size.1 << 16]),
        ];
        let mdhd = [u32s(&[13, 14, self.rate, self.media_duration]), u16s(&[0x55C4, 0])];
        let edits: Vec<u8> = self.edits.iter().flat_map(|edit| u32s(&[edit.0, edit.1 as u32, 0x1_0000])).collect();
        let elst = full(b"elst", 0, 0, &[&u32s(&[self.edits.len() as u32]), &edits]);
        let minf = [
            self.own(full(b"vmhd", 0, 1, &[&[0; 8]])),
            self.own(boxed(b"dinf", &[&full(b"dref", 0, 0, &[&u32s(&[1]), &full(b"url ", 0, 1, &[])])])),
            self.own(boxed(b"stbl", &[&self.stbl(data)])),
        ];
        let mdia = [
            self.own(full(b"mdhd", 0, 0, &[&mdhd.concat()])),
            self.own(full(b"hdlr", 0, 0, &[&[0; 4], self.handler, &[0; 12], b"name\0"])),
            self.own(boxed(b"minf", &[&minf.concat()])),
        ];
        let trak = [
            self.own(full(b"tkhd", 0, 7, &[&tkhd.concat()])),
            if self.edits.is_empty() { Vec::new() } else { self.own(boxed(b"edts", &[&elst])) },
            self.own(boxed(b"mdia", &[&mdia.concat()])),
            self.more.concat(),
        ];
        boxed(b"trak", &[&trak.concat()])
    }

    fn stbl(&self, data: u32) -> Vec<u8> {
        let pairs = |list: &[(u32, u32)]| {
            let pairs: Vec<u8> = list.iter().flat_map(|pair| u32s(&[pair.0, pair.1])).collect();
            [u32s(&[list.len() as u32]), pairs].concat()
        };
        let offsets: Vec<(u32, u32)> = self.offsets.iter().map(|run| (run.0, run.1 as u32)).collect();
        let mut at = data;
        let mut chunks = Vec::new();
        for chunk in self.sizes.chunks(self.per_chunk as usize) {
            chunks.push(at);
            at += chunk.iter().sum::<u32>();
        }
        let whole = self.sizes.len() as u32 / self.per_chunk;
        let rest = self.sizes.len() as u32 % self.per_chunk;
        let runs: Vec<[u32; 3]> = [[1, self.per_chunk, 1], [whole + 1, rest, 1]]
            .into_iter()
            .enumerate()
            .filter(|(place, run)| if *place == 0 { whole > 0 } else { run[1] > 0 })
            .map(|(_, run)| run)
            .collect();
        [
            self.own(full(b"stsd", 0, 0, &[&u32s(&[1]), &self.entry])),
            self.own(full(b"stts", 0, 0, &[&pairs(&self.deltas)])),
            if offsets.is_empty() { Vec::new() } else { self.own(full(b"ctts", 0, 0, &[&pairs(&offsets)])) },
            self.own(full(b"stsc", 0, 0, &[&u32s(&[runs.len() as u32]), &u32s(runs.as_flattened())])),
            self.own(full(b"stsz", 0, 0, &[&u32s(&[0, self.sizes.len() as u32]), &u32s(&self.sizes)])),
            if self.wide {
                let chunks: Vec<u32> = chunks.iter().flat_map(|chunk| [0, *chunk]).collect();
                full(b"co64", 0, 0, &[&u32s(&[chunks.len() as u32 / 2]), &u32s(&chunks)])
            } else {
                self.own(full(b"stco", 0, 0, &[&u32s(&[chunks.len() as u32]), &u32s(&chunks)]))
            },
        ]
        .concat()
    }

    fn samples(&self) -> Vec<u8> {
        vec![self.fill; self.sizes.iter().sum::<u32>() as usize]
    }
}

/// A film; its movie comes first.
pub struct Film {
    pub brand: &'static [u8; 4],
    pub duration: u32,
    pub matrix: [i32; 9],
    pub tracks: Vec<Track>,
    /// Boxes of the movie besides.
    pub more: Vec<Vec<u8>>,
    /// Boxes before the movie, and behind the data.
    pub around: (Vec<u8>, Vec<u8>),
    /// Whether the movie comes last.
    pub late: bool,
    /// How the data is put into a box.
    pub mdat: fn(&[u8]) -> Vec<u8>,
    /// Replaces `mvhd`.
    pub mvhd: Option<Vec<u8>>,
}

pub fn film(tracks: Vec<Track>) -> Film {
    Film {
        brand: b"isom",
        duration: 2000,
        matrix: UPRIGHT,
        tracks,
        more: vec![],
        around: (vec![], vec![]),
        late: false,
        mdat: |data| boxed(b"mdat", &[data]),
        mvhd: None,
    }
}

impl Film {
    pub fn file(&self) -> Vec<u8> {
        placed(DATA, |data| self.write(data))
    }

    fn write(&self, data: u32) -> Vec<u8> {
        let matrix: Vec<u32> = self.matrix.iter().map(|number| *number as u32).collect();
        let mvhd = [u32s(&[9, 10, 1000, self.duration, 0x1_0000]), vec![0; 12], u32s(&matrix), vec![0; 28]].concat();
        let mvhd = self.mvhd.clone().unwrap_or_else(|| full(b"mvhd", 0, 0, &[&mvhd]));
        let mut at = data + DATA.len() as u32;
        let mut media = DATA.to_vec();
        let mut traks = Vec::new();
        for track in &self.tracks {
            traks.extend(track.trak(at));
            media.extend(track.samples());
            at += track.samples().len() as u32;
        }
        let moov = boxed(b"moov", &[&mvhd, &traks, &self.more.concat()]);
        let ftyp = boxed(b"ftyp", &[self.brand, &[0; 4], b"isomavc1"]);
        let mdat = (self.mdat)(&media);
        let (first, second) = if self.late { (mdat, moov) } else { (moov, mdat) };
        [ftyp, self.around.0.clone(), first, second, self.around.1.clone()].concat()
    }
}

/// The usual film: pictures and sound.
pub fn both() -> Film {
    film(vec![video(), audio()])
}
