//! Every file here, damaged in every way: what comes of it is a verdict, at a bounded price, and a verdict that holds.

use std::time::{Duration, Instant};

use media_container::avif;

use super::support::ebml::{CLUSTER, cluster, endless, simple, web};
use super::support::film::{both, video};
use super::support::fixture;
use super::support::fragment::{fragment, fragmented, part};
use super::support::picture::Picture;
use super::support::probing::{facts, probe, probed, scrubbed};

const MUTANTS: u64 = 20_000;

/// A generator of Marsaglia's xorshift family: the same mutants in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.roll() >> 11) as usize % bound.max(1)
    }
}

/// Fixtures and files made here.
fn files() -> Vec<Vec<u8>> {
    let mut open = web();
    open.segment = |body| endless(super::support::ebml::SEGMENT, 8, body);
    open.rest = vec![endless(CLUSTER, 8, &cluster(0, &[simple(1, 0), simple(2, 40)]))];
    let fragments = [fragment(&[part(1, 0)], &[]), fragment(&[part(1, 1000)], &[])];
    let made = [
        both().file(),
        fragmented(vec![video()], &fragments).file(),
        web().file(),
        open.file(),
        Picture::single(&[]).file(),
        Picture::grid(2, 2, 128, 128).file(),
    ];
    fixture::ALL.iter().map(|(_, file)| file.to_vec()).chain(made).collect()
}

/// Damages a file in one to four places.
fn mutate(file: &mut Vec<u8>, dice: &mut Dice) {
    for _ in 0..=dice.below(4) {
        if file.is_empty() {
            return;
        }
        let at = dice.below(file.len());
        match dice.below(9) {
            0 => file[at] ^= 1 << dice.below(8),
            1 => file[at] = dice.roll() as u8,
            2 | 3 => {
                // Numbers that lie at borders, in the width of most fields.
                let numbers = [0, 1, 7, 8, 16, 0x7F, 0xFF, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, u32::MAX - 8, u32::MAX];
                let number = numbers[dice.below(numbers.len())].to_be_bytes();
                file.iter_mut().skip(at).zip(number).for_each(|(old, new)| *old = new);
            }
            4 => file.truncate(at),
            5 => drop(file.drain(at..(at + 1 + dice.below(40)).min(file.len()))),
            6 => {
                let piece = file[at..(at + 1 + dice.below(200)).min(file.len())].to_vec();
                let to = dice.below(file.len());
                file.splice(to..to, piece);
            }
            7 => {
                let (from, count) = (dice.below(file.len()), 1 + dice.below(16));
                let piece: Vec<u8> = file[from..].iter().take(count).copied().collect();
                file.iter_mut().skip(at).zip(piece).for_each(|(old, new)| *old = new);
            }
            _ => file.iter_mut().skip(at).take(8).for_each(|byte| *byte = 0xFF),
        }
    }
}

#[test]
fn mutants_get_a_verdict() {
    let files = files();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (mut videos, mut pictures, mut slowest) = (0, 0, Duration::ZERO);
    for round in 0..MUTANTS {
        let mut file = files[round as usize % files.len()].clone();
        mutate(&mut file, &mut dice);
        let started = Instant::now();
        // The limits of the conversation are watched there.
        let video = probed(&file).video;
        let picture = avif::read(&file);
        slowest = slowest.max(started.elapsed());
        if let Ok(video) = video {
            videos += 1;
            assert!(video.width > 0 && video.height > 0);
            let clean = scrubbed(&file, &video);
            let again = probe(&clean).unwrap_or_else(|fault| panic!("mutant {round} is lost by its edits: {fault}"));
            assert_eq!(facts(&again), facts(&video), "mutant {round}");
            assert_eq!(scrubbed(&clean, &again), clean, "mutant {round}");
        }
        if let Ok(picture) = picture {
            pictures += 1;
            let coded = [Some(&picture.colour), picture.alpha.as_ref()];
            for coded in coded.into_iter().flatten() {
                assert_eq!(coded.tiles.len(), (coded.rows * coded.columns) as usize);
                assert!(coded.width <= coded.columns * coded.tile_width);
                assert!(coded.tiles.iter().flat_map(|tile| &tile.extents).all(|range| range.end <= file.len()));
                assert!(coded.tiles.iter().all(|tile| !tile.data(&file).is_empty()));
            }
        }
    }
    // Enough of them survive, or nothing would be tested beyond the first check.
    assert!(videos > MUTANTS / 50 && pictures > MUTANTS / 50, "{videos} videos, {pictures} pictures");
    assert!(slowest < Duration::from_secs(10), "{slowest:?}");
}

#[test]
fn files_cut_at_every_seventh_byte_get_a_verdict() {
    for file in files() {
        let whole = probe(&file).map(|video| video.duration_ms);
        for cut in (0..file.len()).step_by(7) {
            // What is left of a fragmented or unsized file may be a shorter one.
            if let Ok(video) = probe(&file[..cut]) {
                assert!(whole.is_ok_and(|whole| video.duration_ms <= whole), "cut at {cut}");
            }
            assert!(avif::read(&file[..cut]).is_err());
        }
    }
}
