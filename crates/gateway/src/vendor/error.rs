use akool_contract::{BusinessCode, Class};
use akool_ledger::Charged;

/// Why a call to the vendor gave no usable answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VendorError {
    /// No connection came about: nothing was sent.
    #[error("Akool cannot be reached")]
    Unreachable,
    /// Sent, and then silence until the deadline.
    #[error("Akool did not answer in time")]
    Timeout,
    /// Sent, and then the connection broke.
    #[error("the connection to Akool broke")]
    ConnectionLost,
    /// A 5xx without a business code.
    #[error("Akool answered with a server error")]
    ServerError,
    /// An answer that is not what the route promises.
    #[error("Akool's answer does not have the expected form")]
    InvalidResponse,
    /// A 401 or 403 without a business code: a firewall or proxy on the way, and not the vendor, turned the request away.
    #[error("a proxy or firewall on the way to Akool refused the request")]
    Blocked,
    /// A business code other than success.
    #[error("Akool refused the request with code {code:?}")]
    Refused {
        /// The vendor's code.
        code: BusinessCode,
        /// When the vendor wants to be asked again.
        retry_after_seconds: Option<u64>,
    },
}

impl VendorError {
    /// A refusal with a business code.
    pub const fn refused(code: i64) -> Self {
        Self::Refused { code: BusinessCode(code), retry_after_seconds: None }
    }

    /// Whether the request itself is the reason, so that the same request would be refused again.
    pub fn is_about_the_request(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.class(), Class::Parameter | Class::Media))
    }

    /// The value of the metric's label.
    pub fn label(&self) -> &'static str {
        match self {
            Self::Unreachable => "unreachable",
            Self::Timeout => "silent",
            Self::ConnectionLost => "lost",
            Self::ServerError => "server_error",
            Self::InvalidResponse => "nonsense",
            Self::Blocked => "blocked",
            Self::Refused { .. } => "refused",
        }
    }

    /// Whether the vendor refuses us, not the request.
    pub fn is_about_our_key(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if code.class() == Class::Auth)
    }

    /// Whether the vendor has no such job; it answers one that is not ours the same way or with "no permission".
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Refused { code, .. } if matches!(code.class(), Class::NotFound | Class::Permission))
    }

    /// Whether one of the jobs that were asked about may be the reason, so that asking about the others may work.
    pub fn may_be_about_one_job(&self) -> bool {
        match self {
            Self::Unreachable | Self::Timeout | Self::Blocked => false,
            Self::ConnectionLost | Self::ServerError | Self::InvalidResponse => true,
            Self::Refused { code, .. } => {
                !matches!(code.class(), Class::Auth | Class::Rate | Class::Quota | Class::Plan)
            }
        }
    }

    /// Whether credits may have been taken all the same.
    pub fn charged(&self) -> Charged {
        match self {
            Self::Unreachable | Self::Blocked => Charged::No,
            Self::Refused { code, .. } if code.class() != Class::Unknown => Charged::No,
            _ => Charged::Unknown,
        }
    }
}
