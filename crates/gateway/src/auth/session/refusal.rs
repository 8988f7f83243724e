use std::fmt;

use jsonwebtoken::errors::{Error, ErrorKind};

/// Why a session is refused. It goes into the log, so it holds nothing of the session but by how much its dates are off.
#[derive(Debug, PartialEq, Eq)]
pub enum Refusal {
    NotAJwt,
    Algorithm,
    Signature,
    NoKeyName,
    UnknownKey,
    Missing(&'static str),
    WrongType(&'static str),
    Issuer,
    Audience,
    UnexpectedAudience,
    NotYet { seconds: u64 },
    Over { seconds: u64 },
}

impl fmt::Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAJwt => formatter.write_str("it is neither the issuer secret nor a JWT"),
            Self::Algorithm => formatter.write_str("its algorithm is not the one of the key"),
            Self::Signature => formatter.write_str("its signature was not made with the key that is configured"),
            Self::NoKeyName => formatter.write_str("it has no kid, and the key set has more than one key"),
            Self::UnknownKey => formatter.write_str("its kid is not among the published keys"),
            Self::Missing(claim) => write!(formatter, "it has no {claim}"),
            Self::WrongType("sub") => formatter.write_str("its sub is not a string"),
            Self::WrongType(claim) => write!(formatter, "its {claim} is not a number of seconds since 1970"),
            Self::Issuer => formatter.write_str("its iss is not AKOOL_GATEWAY_SESSION_ISSUER"),
            Self::Audience => formatter.write_str("its aud is not AKOOL_GATEWAY_SESSION_AUDIENCE"),
            Self::UnexpectedAudience => {
                formatter.write_str("it has an aud, and AKOOL_GATEWAY_SESSION_AUDIENCE does not say which is ours")
            }
            Self::NotYet { seconds } => write!(
                formatter,
                "its nbf is {seconds} seconds ahead, more than AKOOL_GATEWAY_SESSION_CLOCK_SKEW_SECONDS allows"
            ),
            Self::Over { seconds } => write!(formatter, "its exp was {seconds} seconds ago"),
        }
    }
}

impl From<Error> for Refusal {
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
