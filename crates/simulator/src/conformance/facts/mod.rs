mod account;
mod catalogue;
mod family;
mod jobs;
mod requests;
mod webhooks;

use super::Fact;

/// All facts.
pub fn all() -> Vec<Fact> {
    [account::facts(), catalogue::facts(), requests::facts(), jobs::facts(), family::facts(), webhooks::facts()]
        .into_iter()
        .flatten()
        .collect()
}

/// Builds a [`Fact`] from a sentence, its basis, whether it costs credits, and an async function.
macro_rules! fact {
    ($name:literal, $basis:ident, $costs:literal, $check:path) => {
        crate::conformance::Fact {
            name: $name,
            basis: crate::conformance::Basis::$basis,
            costs: $costs,
            check: |service| Box::pin($check(service)),
        }
    };
}

use fact;
