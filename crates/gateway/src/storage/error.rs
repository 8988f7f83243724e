use super::quota::QuotaExceeded;

/// Why a file was not stored or not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StorageError {
    /// All files of this kind together would exceed the quota.
    #[error("the quota is used up")]
    Full,
    /// The subject has announced too much that it has not sent yet.
    #[error("the subject has announced too much")]
    SubjectShare,
    /// The file exceeds its maximum size.
    #[error("the file is too large")]
    TooLarge,
    /// The source of the file failed.
    #[error("the source failed")]
    Source,
    /// The disk or the bucket failed.
    #[error(transparent)]
    Backend(#[from] BackendError),
}

/// What the disk or the bucket answered, reduced to its kind. The library's own error is dropped, since it can quote the
/// response of the bucket, which quotes what was signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BackendError {
    /// The file system or the bucket denies access.
    #[error("access is denied")]
    AccessDenied,
    /// The bucket does not accept the credentials.
    #[error("the credentials are refused")]
    CredentialsRefused,
    /// The folder or the bucket does not exist.
    #[error("it does not exist")]
    NotFound,
    /// Everything else.
    #[error("it cannot be reached or does not work")]
    Unavailable,
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        Self::Backend(match error {
            object_store::Error::PermissionDenied { .. } => BackendError::AccessDenied,
            object_store::Error::Unauthenticated { .. } => BackendError::CredentialsRefused,
            object_store::Error::NotFound { .. } => BackendError::NotFound,
            _ => BackendError::Unavailable,
        })
    }
}

impl From<QuotaExceeded> for StorageError {
    fn from(reason: QuotaExceeded) -> Self {
        match reason {
            QuotaExceeded::Full => Self::Full,
            QuotaExceeded::SubjectShare => Self::SubjectShare,
        }
    }
}
