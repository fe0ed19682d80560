//! The npm package that the model comes in: checked, unpacked in memory, and turned into a model file.
//!
//! nsfwjs (<https://www.npmjs.com/package/nsfwjs>, MIT) brings its models as JavaScript modules for browsers. Nothing
//! of it is run: only files whose digest is known are opened at all, and of the two modules that matter the literals
//! are read.

pub(crate) mod archive;
mod release;
pub(crate) mod script;
pub(crate) mod topology;

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

pub use archive::ArchiveError;
pub use release::{RELEASES, Release};
pub use script::ScriptError;
pub use topology::TopologyError;

use crate::file::{self, ModelFileError};
use crate::model::Model;

/// The module with the layers and the manifest of the weights.
const TOPOLOGY: &str = "package/dist/models/mobilenet_v2/model.min.js";
/// The module with the weights, in Base64.
const WEIGHTS: &str = "package/dist/models/mobilenet_v2/group1-shard1of1.min.js";

/// Most bytes of the first module; it has 0.1 MB.
const MAX_TOPOLOGY: u64 = 1 << 20;
/// Most bytes of the second module; it has 3.5 MB.
const MAX_WEIGHTS: u64 = 8 << 20;

/// A release of nsfwjs, and the model that was in it.
#[derive(Clone, PartialEq, Eq)]
pub struct Package {
    version: &'static str,
    model: Vec<u8>,
}

/// Why a package is not taken.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum PackageError {
    /// The file is no release of [`RELEASES`]; perhaps a newer one, perhaps not nsfwjs at all.
    #[error(
        "this is not a known release of nsfwjs (its digest is {found}); expected the file that `npm pack nsfwjs@{}` \
         writes, or one of {}",
        release::newest(),
        release::versions()
    )]
    Unknown {
        /// The file's digest, as npm writes `dist.integrity`.
        found: String,
    },
    /// The archive is damaged or has not what is looked for.
    #[error(transparent)]
    Archive(#[from] ArchiveError),
    /// A module is not the kind of JavaScript that is expected.
    #[error("{file}: {error}")]
    Script {
        /// Path in the package.
        file: &'static str,
        /// What is wrong.
        error: ScriptError,
    },
    /// The model is another one than this crate runs.
    #[error("{TOPOLOGY}: {0}")]
    Topology(#[from] TopologyError),
    /// The weights are not Base64 text, or not as long as the manifest says.
    #[error("{WEIGHTS}: the weights are not Base64 of the expected length")]
    Weights,
    /// The model that came out of it does not load.
    #[error(transparent)]
    Model(#[from] ModelFileError),
}

impl fmt::Debug for Package {
    /// Without the weights.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Package").field("version", &self.version).finish_non_exhaustive()
    }
}

impl Package {
    /// Opens the file that `npm pack nsfwjs@<version>` writes.
    ///
    /// Takes about 0.3 s in a release build, most of it for unpacking, and 20 MiB besides the file.
    ///
    /// # Errors
    /// [`PackageError::Unknown`] for every file that is not one of [`RELEASES`], byte for byte; the other errors would
    /// mean that this crate is wrong about a release.
    pub fn open(tgz: &[u8]) -> Result<Self, PackageError> {
        let digest = release::integrity(tgz);
        let known = RELEASES.iter().find(|release| release.integrity == digest);
        let release = known.ok_or(PackageError::Unknown { found: digest })?;
        Ok(Self { version: release.version, model: unpack(tgz)? })
    }

    /// Version of nsfwjs.
    pub fn version(&self) -> &'static str {
        self.version
    }

    /// The model file, for [`Model::read`]: 2.6 MB, the same for every release.
    pub fn model(&self) -> &[u8] {
        &self.model
    }
}

/// The model file from a package of any digest.
pub(crate) fn unpack(tgz: &[u8]) -> Result<Vec<u8>, PackageError> {
    let [topology, weights] = archive::extract(tgz, [(TOPOLOGY, MAX_TOPOLOGY), (WEIGHTS, MAX_WEIGHTS)])?;
    let script = |file| move |error| PackageError::Script { file, error };
    let topology = script::exported_value(&topology).map_err(script(TOPOLOGY))?;
    let weights = script::exported_string(&weights).map_err(script(WEIGHTS))?;
    let ranges = topology::ranges(&topology)?;
    let weights = STANDARD.decode(weights).map_err(|_| PackageError::Weights)?;
    let tensors = topology::tensors(&ranges, &weights).ok_or(PackageError::Weights)?;
    let model = file::write(tensors);
    Model::read(&model)?;
    Ok(model)
}
