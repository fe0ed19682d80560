//! A writer of EBML, and of WebM files that say whatever a test wants them to say.

/// The bytes of an identifier.
fn id_bytes(id: u32) -> Vec<u8> {
    id.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect()
}

/// An element with the shortest size.
pub fn element(id: u32, body: &[u8]) -> Vec<u8> {
    let size = match body.len() as u64 {
        size @ 0..=126 => vec![0x80 | size as u8],
        size @ 127..=16_382 => (0x4000 | size as u16).to_be_bytes().to_vec(),
        size => (1 << 56 | size).to_be_bytes().to_vec(),
    };
    [id_bytes(id), size, body.to_vec()].concat()
}

/// The same with a size of eight bytes.
pub fn wide(id: u32, body: &[u8]) -> Vec<u8> {
    [id_bytes(id), (1 << 56 | body.len() as u64).to_be_bytes().to_vec(), body.to_vec()].concat()
}

/// The same without a size; `width` bytes say that it is not known.
pub fn endless(id: u32, width: usize, body: &[u8]) -> Vec<u8> {
    let mut size = vec![0xFF; width];
    size[0] = (0x1FF_u32 >> width) as u8;
    [id_bytes(id), size, body.to_vec()].concat()
}

pub fn uint(id: u32, number: u64) -> Vec<u8> {
    let bytes: Vec<u8> = number.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
    element(id, &bytes)
}

pub fn float(id: u32, number: f64) -> Vec<u8> {
    element(id, &number.to_be_bytes())
}

pub const SEGMENT: u32 = 0x1853_8067;
pub const SEEK_HEAD: u32 = 0x114D_9B74;
pub const INFO: u32 = 0x1549_A966;
pub const TRACKS: u32 = 0x1654_AE6B;
pub const CLUSTER: u32 = 0x1F43_B675;
pub const CUES: u32 = 0x1C53_BB6B;
pub const TAGS: u32 = 0x1254_C367;

/// A block of the track `number`, `offset` ticks after its cluster; `flags` and what follows them.
pub fn block(id: u32, number: u8, offset: i16, flags: u8, rest: &[u8]) -> Vec<u8> {
    element(id, &[&[0x80 | number][..], &offset.to_be_bytes(), &[flags], rest].concat())
}

/// A block without lacing. As a packet of Opus it has two frames of 10 ms.
pub fn simple(number: u8, offset: i16) -> Vec<u8> {
    block(0xA3, number, offset, 0x80, &[b'v'; 40])
}

/// The elements of a cluster: its time, and what is in it.
pub fn cluster(time: u64, elements: &[Vec<u8>]) -> Vec<u8> {
    [uint(0xE7, time), elements.concat()].concat()
}

/// The description of a track: number, kind, codec, and more.
pub fn entry(number: u64, kind: u64, codec: &str, more: &[Vec<u8>]) -> Vec<u8> {
    let parts = [uint(0xD7, number), uint(0x73C5, 77), uint(0x83, kind), element(0x86, codec.as_bytes())];
    element(0xAE, &[parts.concat(), more.concat()].concat())
}

/// Sizes of pictures.
pub fn sized(width: u64, height: u64) -> Vec<u8> {
    element(0xE0, &[uint(0xB0, width), uint(0xBA, height)].concat())
}

pub fn picture() -> Vec<u8> {
    entry(1, 1, "V_VP9", &[sized(64, 48)])
}

pub fn sound() -> Vec<u8> {
    entry(2, 2, "A_OPUS", &[element(0xE1, &float(0xB5, 48_000.0))])
}

/// A WebM file in parts.
pub struct Web {
    pub head: Vec<u8>,
    /// Elements of the segment before Info.
    pub before: Vec<u8>,
    pub info: Vec<u8>,
    pub tracks: Vec<Vec<u8>>,
    /// Clusters, and what is behind them.
    pub rest: Vec<Vec<u8>>,
    /// How the segment is put together.
    pub segment: fn(&[u8]) -> Vec<u8>,
    /// What follows it.
    pub after: Vec<u8>,
}

/// The head of a document of a kind.
pub fn head(kind: &str) -> Vec<u8> {
    element(0x1A45_DFA3, &[uint(0x4286, 1), element(0x4282, kind.as_bytes()), uint(0x4287, 4)].concat())
}

/// Two clusters of a second each, with a picture every 200 ms and sound: two seconds.
pub fn web() -> Web {
    let blocks: Vec<Vec<u8>> = (0..5).flat_map(|place| [simple(1, place * 200), simple(2, place * 200)]).collect();
    Web {
        head: head("webm"),
        before: vec![],
        info: [uint(0x2A_D7B1, 1_000_000), float(0x4489, 2000.0)].concat(),
        tracks: vec![picture(), sound()],
        rest: [0, 1000].map(|time| element(CLUSTER, &cluster(time, &blocks))).to_vec(),
        segment: |body| element(SEGMENT, body),
        after: vec![],
    }
}

impl Web {
    pub fn file(&self) -> Vec<u8> {
        let (info, tracks) = (element(INFO, &self.info), element(TRACKS, &self.tracks.concat()));
        let body = [self.before.clone(), info, tracks, self.rest.concat()].concat();
        [self.head.clone(), (self.segment)(&body), self.after.clone()].concat()
    }
}
