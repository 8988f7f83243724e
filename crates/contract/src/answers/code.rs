/// The `code` of Akool's envelope. Errors usually arrive as HTTP 200 with a code other than 1000, so this number
/// and not the HTTP status decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BusinessCode(pub i64);

/// What a caller can do about a [`BusinessCode`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    /// The request succeeded.
    Success,
    /// The request itself is wrong; sending it again will not help.
    Parameter,
    /// The key or token is missing, wrong, expired or banned.
    Auth,
    /// Not enough credits.
    Quota,
    /// The account's plan does not cover this.
    Plan,
    /// Too many requests; wait before the next one.
    Rate,
    /// The account may not touch this object.
    Permission,
    /// There is no such object.
    NotFound,
    /// The object exists but is in the wrong state for this.
    Conflict,
    /// The picture or sound could not be processed.
    Media,
    /// A temporary fault at Akool; the same request may work later.
    Retryable,
    /// A code this version does not know.
    Unknown,
}

impl BusinessCode {
    /// The one success code.
    pub const SUCCESS: Self = Self(1000);
    /// A parameter is wrong or empty.
    pub const PARAMETER: Self = Self(1003);
    /// Requests come too fast.
    pub const TOO_FREQUENT: Self = Self(1005);
    /// Content not found.
    pub const NOT_FOUND: Self = Self(1008);
    /// No permission.
    pub const NO_PERMISSION: Self = Self(1009);
    /// The job could not be created or processed; try later.
    pub const CREATE_FAILED: Self = Self(1015);
    /// Authorization invalid or expired (bad bearer token).
    pub const AUTH_INVALID: Self = Self(1101);
    /// No authorization header at all.
    pub const AUTH_EMPTY: Self = Self(1102);
    /// Credit balance insufficient.
    pub const CREDITS_INSUFFICIENT: Self = Self(1104);
    /// Account does not exist: what a wrong `x-api-key` gets.
    pub const ACCOUNT_UNKNOWN: Self = Self(1109);
    /// Account banned.
    pub const BANNED: Self = Self(1200);
    /// Subscription required.
    pub const SUBSCRIPTION_REQUIRED: Self = Self(1213);
    /// Server error.
    pub const SERVER_ERROR: Self = Self(2001);

    /// What a caller can do about it.
    pub const fn class(self) -> Class {
        match self.0 {
            1000 => Class::Success,
            1003 => Class::Parameter,
            1004 | 1101 | 1102 | 1109 | 1200 => Class::Auth,
            1005 => Class::Rate,
            1006 | 1104 => Class::Quota,
            1008 | 1014 => Class::NotFound,
            1009 => Class::Permission,
            1010 | 1011 => Class::Conflict,
            1015 | 1205 | 2001 => Class::Retryable,
            1103 | 1213 | 1221 => Class::Plan,
            1007 | 1013 | 1016 | 1017 | 1108 | 1110 | 1112 | 1201..=1204 | 1206..=1211 => Class::Media,
            _ => Class::Unknown,
        }
    }

    /// Whether the code says that a create made no job and so took no credits.
    pub const fn says_nothing_was_made(self) -> bool {
        matches!(self.0, 1015 | 1205)
    }

    /// What the code means; for logs, the simulator and documentation.
    pub const fn meaning(self) -> &'static str {
        match self.0 {
            1000 => "success",
            1003 => "parameter error or empty parameter",
            1004 => "verification needed",
            1005 => "too frequent",
            1006 => "quota not enough",
            1008 => "content not found",
            1009 => "no permission",
            1010 => "content cannot be operated on",
            1011 => "content already operated on",
            1014 => "resource does not exist",
            1015 => "video creation error, try again later",
            1101 => "authorization invalid or expired",
            1102 => "authorization empty",
            1103 => "payment due",
            1104 => "credit balance insufficient",
            1108 => "image processing error",
            1109 => "account does not exist",
            1110 => "audio processing error",
            1200 => "account banned",
            1201 => "audio creation error",
            1205 => "create-video error, try again later",
            1213 => "subscription required",
            1221 => "not subscribed",
            2001 => "server error",
            _ => "code not documented for image to video",
        }
    }
}

impl Class {
    /// Whether the same request may succeed later without being changed.
    pub const fn is_retryable(self) -> bool {
        matches!(self, Self::Rate | Self::Retryable)
    }
}
