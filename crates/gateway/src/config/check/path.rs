use std::path::{Path, PathBuf};

use crate::auth::session::KeySet;
use crate::config::explain::explain;

/// A file with a JSON Web Key Set that has at least one usable key.
pub fn key_set_file(text: &str) -> Result<PathBuf, String> {
    let bytes = std::fs::read(text).map_err(|error| format!("The file cannot be read: {}.", explain(&error)))?;
    match KeySet::parse(&bytes) {
        Some(_) => Ok(PathBuf::from(text)),
        None => {
            Err("The file does not contain a key set with an RSA (2048 bits or more), P-256 or Ed25519 signing key."
                .into())
        }
    }
}

/// An existing folder that can be read.
pub fn readable_folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    std::fs::read_dir(&path).map_err(|error| format!("The folder cannot be read: {}.", explain(&error)))?;
    Ok(path)
}

/// A folder that can be written to. It is created if it does not exist.
pub fn writable_folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    try_writing(&path).map_err(|error| format!("The folder cannot be used: {}.", explain(&error)))?;
    Ok(path)
}

fn try_writing(path: &Path) -> std::io::Result<()> {
    let is_new = !path.exists();
    std::fs::create_dir_all(path)?;
    if is_new {
        private(path)?;
    }
    let probe = path.join(format!(".probe-{}", std::process::id()));
    std::fs::write(&probe, b"")?;
    std::fs::remove_file(probe)
}

#[cfg(unix)]
fn private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o700))
}

#[cfg(not(unix))]
fn private(_path: &Path) -> std::io::Result<()> {
    Ok(())
}
