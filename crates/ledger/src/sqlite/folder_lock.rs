use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::LedgerError;

/// How long a gateway that has just been told to stop may take to let go of the folder.
const PATIENCE: Duration = Duration::from_secs(5);
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// Keeps every other gateway out of the folder for as long as the file is open. The system lets go of it when the process
/// ends, however it ends.
///
/// Two gateways on one file would each miss what the other learns (a token that was taken back, an end that was written
/// down), and each would take the other's creates for left behind.
pub async fn lock(folder: &Path) -> Result<File, LedgerError> {
    let unusable = |error: std::io::Error| LedgerError::new(format!("{}: {error}", folder.display()));
    let open = OpenOptions::new().create(true).write(true).truncate(false).open(folder.join("gateway.lock"));
    let file = open.map_err(unusable)?;
    let began = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(file),
            Err(TryLockError::WouldBlock) if began.elapsed() < PATIENCE => tokio::time::sleep(LOOK_AGAIN).await,
            Err(TryLockError::WouldBlock) => {
                return Err(LedgerError::new(format!(
                    "another gateway uses the folder {}; stop it, give this one a folder of its own \
                     (AKOOL_GATEWAY_DATA_DIR), or let both share a PostgreSQL database (DATABASE_URL)",
                    folder.display()
                )));
            }
            Err(TryLockError::Error(error)) => return Err(unusable(error)),
        }
    }
}
