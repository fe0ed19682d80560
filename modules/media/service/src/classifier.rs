//! What looks at pictures before people do.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use media_nsfw::Model;
pub use media_nsfw::Package as ClassifierPackage;

/// Tells how sure it is that a picture is explicit.
pub trait Classifier: Send + Sync + 'static {
    /// A share of 1 for upright RGB pixels, 8 bits each.
    ///
    /// # Errors
    /// Why it cannot tell; nobody but the owner sees the picture then.
    fn explicit(&self, rgb: &[u8], width: u32, height: u32) -> Result<f32, String>;
}

/// The installed model. It is read when the first picture comes, so that a server without pictures does not pay for it.
pub struct InstalledModel {
    file: PathBuf,
    model: OnceLock<Result<Model, String>>,
}

impl InstalledModel {
    /// The model in this file; `None` when there is no such file.
    pub fn find(file: &Path) -> Option<Self> {
        file.is_file().then(|| Self { file: file.to_owned(), model: OnceLock::new() })
    }

    fn read(&self) -> Result<Model, String> {
        let bytes = std::fs::read(&self.file).map_err(|error| error.to_string())?;
        Model::read(&bytes).map_err(|error| error.to_string())
    }
}

impl Classifier for InstalledModel {
    fn explicit(&self, rgb: &[u8], width: u32, height: u32) -> Result<f32, String> {
        // A damaged model stays an error until the server is started with another one.
        let model = self.model.get_or_init(|| self.read()).as_ref().map_err(Clone::clone)?;
        let scores = model.classify(rgb, width, height).map_err(|error| error.to_string())?;
        Ok(scores.explicit())
    }
}
