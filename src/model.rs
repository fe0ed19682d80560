//! Installing what looks at pictures: from the package file of its publisher, checked, into the data folder.

use std::io::Write as _;
use std::path::Path;

use anyhow::Context;
use media_service::ClassifierPackage;

use crate::app::classifier_file;
use crate::settings::Settings;

/// Largest package that is read, in bytes; the real one has some ten megabytes.
const LARGEST: u64 = 64 << 20;

/// Installs the classifier in the file that `npm pack nsfwjs` writes. Running servers see it when they start again.
pub fn install(settings: &Settings, package: &Path) -> anyhow::Result<String> {
    let shown = package.display();
    let size = std::fs::metadata(package).with_context(|| format!("{shown} cannot be read"))?.len();
    anyhow::ensure!(size <= LARGEST, "{shown} is too large to be the package");
    let bytes = std::fs::read(package).with_context(|| format!("{shown} cannot be read"))?;
    let package = ClassifierPackage::open(&bytes).with_context(|| format!("{shown} is not taken"))?;
    let file = classifier_file(settings);
    put(&file, package.model()).with_context(|| format!("{} cannot be written", file.display()))?;
    Ok(format!("nsfwjs {} is installed in {}.", package.version(), file.display()))
}

/// Writes a file that is there whole or not at all.
fn put(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let unfinished = file.with_extension("part");
    let mut writer = std::fs::File::create(&unfinished)?;
    writer.write_all(bytes)?;
    writer.sync_all()?;
    std::fs::rename(unfinished, file)
}
