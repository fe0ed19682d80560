//! The media module's tables: files, and the blobs that are to go.

crate::migrations!("media":
    "m20261120_000001_files" => include_str!("media/m20261120_000001_files.sql"),
);
