use prometheus_client::encoding::EncodeLabelSet;

/// Labels of an answer.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Answered {
    pub route: &'static str,
    pub method: &'static str,
    pub status: u16,
}

/// The label of a route.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct AtRoute {
    pub route: &'static str,
}

/// Labels of a call to the vendor.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct OfVendor {
    pub route: &'static str,
    pub outcome: &'static str,
}

/// The label of a create.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Ended {
    pub end: &'static str,
}

/// How a create ended.
#[derive(Clone, Copy, Debug)]
pub enum CreateOutcome {
    /// The vendor took it.
    Accepted,
    /// The vendor did not.
    Refused,
    /// The answer was lost.
    Unknown,
    /// It was unknown, and a report found it.
    Recovered,
    /// The same wish was answered before, or is under way.
    Repeated,
    /// A budget is spent.
    BudgetExceeded,
}

impl CreateOutcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
            Self::Recovered => "recovered",
            Self::Repeated => "repeated",
            Self::BudgetExceeded => "no_room",
        }
    }
}

/// A route of the vendor's, by the last part of its path.
#[derive(Clone, Copy, Debug)]
pub struct VendorRoute(pub &'static str);

impl VendorRoute {
    pub fn as_str(self) -> &'static str {
        self.0.rsplit('/').next().unwrap_or(self.0)
    }
}
