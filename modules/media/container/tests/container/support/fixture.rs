//! The files in `tests/fixtures`; how they were made is told there.

macro_rules! fixtures {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(pub const $name: &[u8] = include_bytes!(concat!("../../fixtures/", $file));)*
        /// All of them with their names.
        pub const ALL: &[(&str, &[u8])] = &[$(($file, $name)),*];
    };
}

fixtures! {
    FAST_MP4 = "fast.mp4",
    PHONE_MP4 = "phone.mp4",
    FRAGMENTS_MP4 = "fragments.mp4",
    SEGMENTS_MP4 = "segments.mp4",
    HEVC_MP4 = "hevc.mp4",
    AV1_MP4 = "av1.mp4",
    QUICKTIME_MOV = "quicktime.mov",
    VP8_WEBM = "vp8.webm",
    VP9_WEBM = "vp9.webm",
    AV1_WEBM = "av1.webm",
    LIVE_WEBM = "live.webm",
    LACED_WEBM = "laced.webm",
    BROWSER_MP4 = "browser.mp4",
    BROWSER_WEBM = "browser.webm",
    ALPHA_AVIF = "alpha.avif",
    GRID_AVIF = "grid.avif",
    PLAIN_AVIF = "plain.avif",
    TURNED_AVIF = "turned.avif",
}
