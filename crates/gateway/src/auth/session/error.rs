use jsonwebtoken::errors::{Error, ErrorKind};

/// Why a session is refused. It is logged, so it contains nothing of the session except by how much its dates are off.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SessionError {
    /// The gateway accepts no sessions.
    #[error("it is not the issuer secret, and no sessions are configured")]
    NotConfigured,
    #[error("it is neither the issuer secret nor a JWT")]
    NotAJwt,
    #[error("its algorithm is not the one of the key")]
    Algorithm,
    #[error("its signature was not made with the key that is configured")]
    Signature,
    #[error("it has no kid, and the key set has more than one key")]
    NoKeyId,
    #[error("its kid is not among the published keys")]
    UnknownKey,
    #[error("it has no {0}")]
    Missing(&'static str),
    #[error("its sub is not a string")]
    SubjectType,
    #[error("its {0} is not a number of seconds since 1970")]
    DateType(&'static str),
    #[error("its iss is not AKOOL_GATEWAY_SESSION_ISSUER")]
    Issuer,
    #[error("its aud is not AKOOL_GATEWAY_SESSION_AUDIENCE")]
    Audience,
    #[error("it has an aud, and AKOOL_GATEWAY_SESSION_AUDIENCE does not say which is ours")]
    UnexpectedAudience,
    #[error("its nbf is {seconds} seconds ahead, more than AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS allows")]
    NotYetValid { seconds: u64 },
    #[error("its exp was {seconds} seconds ago")]
    Expired { seconds: u64 },
}

impl From<Error> for SessionError {
    fn from(error: Error) -> Self {
        match error.kind() {
            ErrorKind::InvalidSignature => Self::Signature,
            ErrorKind::InvalidAlgorithm | ErrorKind::InvalidAlgorithmName | ErrorKind::UnsupportedAlgorithm => {
                Self::Algorithm
            }
            ErrorKind::InvalidIssuer => Self::Issuer,
            ErrorKind::InvalidAudience => Self::Audience,
            ErrorKind::MissingRequiredClaim(claim) if claim == "iss" => Self::Missing("iss"),
            ErrorKind::MissingRequiredClaim(_) => Self::Missing("aud"),
            _ => Self::NotAJwt,
        }
    }
}
