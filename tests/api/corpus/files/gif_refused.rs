//! GIF files that lie, end early, or show nothing.

use super::gif::{Frame, file, head, plain};
use super::pattern::{HEIGHT, WIDTH};
use super::{File, corrupt, cuts, too_large};

/// Where the width of the codes stands: behind head and palette (25 bytes) and the frame's place (10).
const CODES: usize = 35;

pub fn files() -> Vec<File> {
    let usual = plain();
    let screen =
        |width: u16, height: u16| [&usual[..6], &width.to_le_bytes(), &height.to_le_bytes(), &usual[10..]].concat();
    let tiny = Frame { width: 10, height: 10, pixels: vec![0; 100], ..Frame::whole() };
    let frame = |change: &dyn Fn(&mut Frame)| {
        let mut frame = Frame::whole();
        change(&mut frame);
        file(&[frame])
    };
    let mut files = vec![
        too_large("gif with a huge screen and a tiny frame", {
            [&screen(u16::MAX, u16::MAX)[..25], &tiny.block(), b";"].concat()
        }),
        too_large("gif that says 64,250 x 64,250", {
            let [low, high] = 64_250_u16.to_le_bytes();
            let mut file = screen(64_250, 64_250);
            file[30..34].copy_from_slice(&[low, high, low, high]);
            file
        }),
        too_large("gif with a screen of 64,250 x 160", screen(64_250, 160)),
        corrupt("gif with a frame larger than its screen", screen(100, 100)),
        corrupt("gif with a frame beside its screen", frame(&|frame| frame.left = 200)),
        corrupt("gif with a frame under its screen", frame(&|frame| frame.top = u16::MAX)),
        corrupt("gif with a frame of 0 x 160", frame(&|frame| (frame.width, frame.pixels) = (0, Vec::new()))),
        corrupt("gif with a screen of 0 x 0", screen(0, 0)),
        corrupt("gif with half of its pixels", frame(&|frame| frame.pixels.truncate(19_200))),
        corrupt("gif without a frame", [&head(WIDTH, HEIGHT)[..], b";"].concat()),
        corrupt("gif with noise for a frame", [&head(WIDTH, HEIGHT)[..], &[0xA5; 500]].concat()),
        corrupt("gif with codes of 200 bits", {
            let mut file = usual.clone();
            file[CODES] = 200;
            file
        }),
        corrupt("gif with noise for pixels", {
            let mut file = usual.clone();
            let end = file.len() - 2;
            file[CODES + 2..end].fill(0xFF);
            file
        }),
        corrupt("gif in name only", b"GIF89a/*<svg/onload=alert(1)>*/=1;".to_vec()),
    ];
    let end = usual.len();
    files.extend(cuts("gif", &usual, &[9, 13, 20, 25, 27, 35, 40, end / 2, end - 1]));
    files
}
