//! Files that are nearly right: small files of the corpus with some bytes changed, the same ones in every run.

use super::files::{File, Taken, Verdict};

/// Seeds are at most so long: most changes should hit something that matters.
const LONGEST: usize = 9_000;
/// Of each format so many seeds.
const EACH: usize = 12;
const FORMATS: [&str; 7] = ["jpeg", "png", "gif", "webp", "avif", "mp4", "webm"];
/// Bytes at which fields tend to break.
const EDGES: [u8; 8] = [0, 1, 0x7F, 0x80, 0xC0, 0xD8, 0xFE, 0xFF];

/// A changed file.
pub struct Mutant {
    /// The name of what it was.
    pub of: String,
    pub bytes: Vec<u8>,
}

/// Small files that are taken, of every format.
pub fn seeds(files: Vec<File>) -> Vec<File> {
    let mut seeds: Vec<File> = Vec::new();
    for file in files {
        let plain = matches!(file.verdict, Verdict::Taken(Taken { quarters: Some(_), .. }));
        let format = format(&file);
        let alike = seeds.iter().filter(|seed| self::format(seed) == format).count();
        if plain && file.bytes.len() <= LONGEST && alike < EACH {
            seeds.push(file);
        }
    }
    assert!(FORMATS.iter().all(|wanted| seeds.iter().any(|seed| format(seed) == *wanted)), "every format has a seed");
    seeds
}

/// The first word of a file's name.
fn format(file: &File) -> &str {
    file.name.split([' ', ',']).next().unwrap_or_default()
}

/// Mutants without end.
pub struct Mutants<'a> {
    seeds: &'a [File],
    state: u64,
    count: usize,
}

impl<'a> Mutants<'a> {
    pub fn of(seeds: &'a [File]) -> Self {
        Self { seeds, state: 0x2545_F491_4F6C_DD1D, count: 0 }
    }

    /// A number below `bound`: xorshift64 (Marsaglia, 2003), the same sequence in every run.
    fn below(&mut self, bound: usize) -> usize {
        self.state ^= self.state << 13;
        self.state ^= self.state >> 7;
        self.state ^= self.state << 17;
        usize::try_from(self.state >> 16).unwrap() % bound
    }

    /// One change somewhere; half of them near the beginning, where the headers are.
    fn change(&mut self, bytes: &mut Vec<u8>, other: &[u8]) {
        let reach = if self.below(2) == 0 { bytes.len().min(200) } else { bytes.len() };
        let at = self.below(reach);
        let few = (at + 1 + self.below(24)).min(bytes.len());
        match self.below(9) {
            0 | 1 => bytes[at] ^= 1 << self.below(8),
            2 => bytes[at] = EDGES[self.below(EDGES.len())],
            3 => bytes[at..few].fill(EDGES[self.below(EDGES.len())]),
            4 => drop(bytes.drain(at..few)),
            5 => {
                let again = bytes[at..few].to_vec();
                bytes.splice(at..at, again);
            }
            6 => bytes.truncate(at + 1),
            7 => {
                let from = self.below(other.len());
                let piece = &other[from..(from + 1 + self.below(64)).min(other.len())];
                bytes.splice(at..few, piece.iter().copied());
            }
            _ => {
                let number = [0_u32, 1, 0x7FFF_FFFF, 0x8000_0000, u32::MAX, 0xFFFF, 0x1_0000, 64_250][self.below(8)];
                let number = if self.below(2) == 0 { number.to_be_bytes() } else { number.to_le_bytes() };
                let end = (at + 4).min(bytes.len());
                bytes[at..end].copy_from_slice(&number[..end - at]);
            }
        }
        if bytes.is_empty() {
            bytes.push(0xFF);
        }
    }
}

/// Gives every chunk of a PNG file its right check sum, as far as chunks can be told.
fn mend(bytes: &mut [u8]) {
    let mut at = 8;
    while let Some(head) = bytes.get(at..at + 8) {
        let length = usize::try_from(u32::from_be_bytes(head[..4].try_into().unwrap())).unwrap();
        let end = at + 8 + length;
        let mut crc = flate2::Crc::new();
        let Some(covered) = bytes.get(at + 4..end) else { return };
        crc.update(covered);
        if let Some(sum) = bytes.get_mut(end..end + 4) {
            sum.copy_from_slice(&crc.sum().to_be_bytes());
        }
        at = end + 4;
    }
}

impl Iterator for Mutants<'_> {
    type Item = Mutant;

    fn next(&mut self) -> Option<Mutant> {
        // Formats take turns, whatever the number of their seeds.
        let wanted = FORMATS[self.count % FORMATS.len()];
        self.count += 1;
        let seeds: Vec<&File> = self.seeds.iter().filter(|seed| format(seed) == wanted).collect();
        let seed = seeds[self.below(seeds.len())];
        let other = &seeds[self.below(seeds.len())].bytes;
        let mut bytes = seed.bytes.clone();
        for _ in 0..=self.below(3) {
            self.change(&mut bytes, other);
        }
        // A wrong check sum would keep most changes from whoever reads the pixels.
        if wanted == "png" && self.below(4) > 0 {
            mend(&mut bytes);
        }
        Some(Mutant { of: seed.name.clone(), bytes })
    }
}
