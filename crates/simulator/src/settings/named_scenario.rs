use serde::{Deserialize, Serialize};

use super::Scenario;

/// A scenario that is built in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NamedScenario {
    /// Everything works.
    Happy,
    /// Jobs take 100 s, as long as real ones.
    Slow,
    /// The answer to the first create is lost after the job was created and paid.
    LostAnswer,
    /// The first creates are answered with 429, the first polls with code 1005.
    RateLimited,
    /// The balance is 0.
    OutOfCredits,
    /// Videos cannot be fetched any more.
    Expired,
    /// Callbacks come five times, the first forged and the second damaged.
    WebhookStorm,
}

impl NamedScenario {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Happy,
        Self::Slow,
        Self::LostAnswer,
        Self::RateLimited,
        Self::OutOfCredits,
        Self::Expired,
        Self::WebhookStorm,
    ];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Happy => "happy",
            Self::Slow => "slow",
            Self::LostAnswer => "lost-answer",
            Self::RateLimited => "rate-limited",
            Self::OutOfCredits => "out-of-credits",
            Self::Expired => "expired",
            Self::WebhookStorm => "webhook-storm",
        }
    }

    /// The scenario with this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scenario| scenario.name() == name)
    }

    /// What happens in it.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Happy => "everything works",
            Self::Slow => "jobs take 100 s, as long as real ones",
            Self::LostAnswer => "the answer to the first create is lost after the job was created and paid",
            Self::RateLimited => "the first two creates are answered with 429, the first three polls with code 1005",
            Self::OutOfCredits => "the balance is 0",
            Self::Expired => "jobs complete, but their videos cannot be fetched any more",
            Self::WebhookStorm => "callbacks come five times; the first is forged, the second damaged",
        }
    }

    /// Its parts.
    ///
    /// # Errors
    ///
    /// None: a test reads them all.
    pub fn scenario(self) -> Result<Scenario, serde_json::Error> {
        serde_json::from_str(match self {
            Self::Happy => include_str!("../../assets/scenarios/happy.json"),
            Self::Slow => include_str!("../../assets/scenarios/slow.json"),
            Self::LostAnswer => include_str!("../../assets/scenarios/lost-answer.json"),
            Self::RateLimited => include_str!("../../assets/scenarios/rate-limited.json"),
            Self::OutOfCredits => include_str!("../../assets/scenarios/out-of-credits.json"),
            Self::Expired => include_str!("../../assets/scenarios/expired.json"),
            Self::WebhookStorm => include_str!("../../assets/scenarios/webhook-storm.json"),
        })
    }
}
