//! Runs a probe over a file in memory, and keeps watch over what it asks for.

use std::ops::Range;

use media_container::Fault;
use media_container::video::{LARGEST_READ, MOST_STEPS, Probe, Video, Wanted, apply};

/// What a probe found, and what it cost.
pub struct Probed {
    pub video: Result<Video, Fault>,
    pub reads: Vec<Range<u64>>,
}

/// Probes a file of `length` bytes that `read` has. Fails when the probe asks for more, or more often, than it may.
pub fn probed_by(length: u64, read: impl Fn(Range<u64>) -> Vec<u8>) -> Probed {
    let mut probe = Probe::new(length);
    let mut reads: Vec<Range<u64>> = Vec::new();
    loop {
        let range = match probe.wants() {
            Wanted::Done(video) => return Probed { video: Ok(video), reads },
            Wanted::Read(range) => range,
        };
        assert!(range.end <= length && range.end - range.start <= LARGEST_READ, "reads {range:?}");
        assert!(reads.len() < MOST_STEPS as usize, "too many reads");
        reads.push(range.clone());
        if let Err(fault) = probe.feed(&read(range)) {
            assert_eq!(probe.feed(&[]), Err(fault), "a fault stays");
            return Probed { video: Err(fault), reads };
        }
    }
}

pub fn probed(file: &[u8]) -> Probed {
    probed_by(file.len() as u64, |range| file[range.start as usize..range.end as usize].to_vec())
}

pub fn probe(file: &[u8]) -> Result<Video, Fault> {
    probed(file).video
}

/// The file after its edits, which are in order, do not overlap, and lie inside.
pub fn scrubbed(file: &[u8], video: &Video) -> Vec<u8> {
    let ranges: Vec<_> = video.scrub.iter().map(media_container::video::Edit::range).collect();
    assert!(ranges.iter().all(|range| range.start < range.end && range.end <= file.len() as u64));
    assert!(ranges.is_sorted_by(|one, next| one.end <= next.start), "edits overlap");
    let mut file = file.to_vec();
    apply(&video.scrub, 0, &mut file);
    file
}

/// All that is said of a video but how to strip it.
pub fn facts(video: &Video) -> Video {
    Video { scrub: Vec::new(), ..video.clone() }
}

pub fn contains(file: &[u8], needle: &[u8]) -> bool {
    file.windows(needle.len()).any(|window| window == needle)
}
