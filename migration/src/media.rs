//! The media module's tables: files, the contents they share, unfinished uploads, and the blobs that are to go.

crate::migrations!("media":
    "m20261120_000001_files" => include_str!("media/m20261120_000001_files.sql"),
    "m20261125_000002_content" => include_str!("media/m20261125_000002_content.sql"),
);
