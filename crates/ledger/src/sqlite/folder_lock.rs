use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::LedgerError;

/// How long to wait for a process that was just told to stop.
const TIMEOUT: Duration = Duration::from_secs(5);
const RETRY: Duration = Duration::from_millis(50);

/// Keeps other processes out of the folder while the returned file is open. The system releases the lock when the process
/// ends, however it ends.
///
/// Two processes on one file would each miss what the other records (a revoked token, an outcome), and each would take the
/// other's orders for abandoned.
///
/// # Errors
///
/// [`LedgerError::FolderInUse`] and [`LedgerError::Folder`].
pub async fn lock(folder: &Path) -> Result<File, LedgerError> {
    let unusable = |source| LedgerError::Folder { path: folder.to_owned(), source };
    let open = OpenOptions::new().create(true).write(true).truncate(false).open(folder.join("gateway.lock"));
    let file = open.map_err(unusable)?;
    let start = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if start.elapsed() < TIMEOUT => tokio::time::sleep(RETRY).await,
            Err(TryLockError::WouldBlock) => return Err(LedgerError::FolderInUse { path: folder.to_owned() }),
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
    }
}
