//! Two files out of a gzipped tar archive, within bounds of memory and time.
//!
//! Names are compared and never used as paths. Extensions of the format (long names, sparse files, links) are not
//! interpreted: an entry counts only when it is a plain file with a plain header.

use std::io::{self, Read};

use flate2::read::GzDecoder;

/// Most bytes of archive that are unpacked while looking. The largest release has 116 MB.
const MAX_ARCHIVE: u64 = 256 << 20;

/// Why an archive does not give what is looked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ArchiveError {
    /// Not gzip, not tar, cut short, or a checksum is wrong.
    #[error("the package is damaged: {0}")]
    Damaged(String),
    /// A file is not there.
    #[error("the package has no {0}")]
    Missing(&'static str),
    /// A file is there twice.
    #[error("the package has {0} twice")]
    Twice(&'static str),
    /// A file is larger than it could be.
    #[error("{0} in the package is too large")]
    TooLarge(&'static str),
    /// The archive is larger than it could be.
    #[error("the package unpacks to more than 256 MiB")]
    TooMuch,
}

/// The contents of some files, each given by its name and the most bytes that it may have. Stops reading when it has
/// them all.
///
/// # Errors
/// See [`ArchiveError`].
pub fn extract<const N: usize>(tgz: &[u8], wanted: [(&'static str, u64); N]) -> Result<[Vec<u8>; N], ArchiveError> {
    let mut counted = Counted { inner: GzDecoder::new(tgz), left: MAX_ARCHIVE };
    let outcome = search(&mut counted, wanted);
    if counted.left == 0 { Err(ArchiveError::TooMuch) } else { outcome }
}

fn search<const N: usize>(reader: impl Read, wanted: [(&'static str, u64); N]) -> Result<[Vec<u8>; N], ArchiveError> {
    let damaged = |error: io::Error| ArchiveError::Damaged(error.to_string());
    let mut found = [const { None }; N];
    let mut archive = tar::Archive::new(reader);
    for entry in archive.entries().map_err(damaged)?.raw(true) {
        let mut entry = entry.map_err(damaged)?;
        let path = entry.path_bytes();
        let mut slots = found.iter_mut().zip(wanted);
        let Some((slot, (name, most))) = slots.find(|(_, (name, _))| *path == *name.as_bytes()) else { continue };
        if !entry.header().entry_type().is_file() {
            continue;
        }
        let size = entry.header().size().map_err(damaged)?;
        if size > most {
            return Err(ArchiveError::TooLarge(name));
        }
        let mut content = Vec::new();
        entry.read_to_end(&mut content).map_err(damaged)?;
        if content.len() as u64 != size {
            return Err(ArchiveError::Damaged(format!("{name} is cut short")));
        }
        if slot.replace(content).is_some() {
            return Err(ArchiveError::Twice(name));
        }
        if found.iter().all(Option::is_some) {
            break;
        }
    }
    match wanted.into_iter().zip(&found).find(|(_, content)| content.is_none()) {
        Some(((name, _), _)) => Err(ArchiveError::Missing(name)),
        None => Ok(found.map(Option::unwrap_or_default)),
    }
}

/// A reader that ends after a number of bytes.
struct Counted<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.by_ref().take(self.left).read(buffer)?;
        self.left -= read as u64;
        Ok(read)
    }
}
