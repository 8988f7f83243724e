use prometheus_client::encoding::EncodeLabelSet;

/// The labels of a response.
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

/// The labels of a call to the vendor.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct OfVendor {
    pub route: &'static str,
    pub outcome: &'static str,
}

/// The label of an order.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
pub struct Ended {
    pub end: &'static str,
}

/// The outcome of an order.
#[derive(Clone, Copy, Debug)]
pub enum CreateOutcome {
    /// The vendor accepted it.
    Accepted,
    /// The vendor refused it.
    Refused,
    /// The response was lost.
    Unknown,
    /// It was unknown, and a webhook has identified its job.
    Recovered,
    /// The same order was answered before, or is under way.
    Repeated,
    /// A budget is used up.
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

/// A route of the vendor, by the last part of its path.
#[derive(Clone, Copy, Debug)]
pub struct VendorRoute(pub &'static str);

impl VendorRoute {
    pub fn as_str(self) -> &'static str {
        self.0.rsplit('/').next().unwrap_or(self.0)
    }
}
