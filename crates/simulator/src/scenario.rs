use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{fault::Fault, options::Plan as AccountPlan, plan::Plan, world::World};

/// A set-up as one JSON object; what is left out stays as it is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// The clock.
    #[serde(default)]
    pub clock: ClockChange,
    /// The account.
    #[serde(default)]
    pub account: AccountChange,
    /// How coming jobs will go.
    #[serde(default)]
    pub plans: Vec<Plan>,
    /// What goes wrong.
    #[serde(default)]
    pub faults: Vec<Fault>,
}

/// A change of the clock, made in this order: speed, stop or start, set, step.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockChange {
    /// Factor against real time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<f64>,
    /// Stop or go.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<bool>,
    /// Forward to a moment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub now_ms: Option<i64>,
    /// Forward by so much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_ms: Option<i64>,
}

/// A change of the account.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccountChange {
    /// The balance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits: Option<i64>,
    /// The plan.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<AccountPlan>,
    /// Whether every call is answered 1200.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub banned: Option<bool>,
}

impl ClockChange {
    /// Makes the change.
    pub async fn apply(self, world: &World) -> Result<(), String> {
        if let Some(speed) = self.speed {
            if !(speed.is_finite() && speed > 0.0) {
                return Err("speed must be a number greater than 0; use stopped to stop the clock".into());
            }
            world.clock.set_speed(speed);
        }
        if let Some(stopped) = self.stopped {
            world.clock.set_stopped(stopped);
        }
        if let Some(now_ms) = self.now_ms {
            let distance = now_ms - world.clock.now_ms();
            if distance < 0 {
                return Err("now_ms lies in the past; the clock only goes forward".into());
            }
            advance(world, distance).await?;
        }
        if let Some(step_ms) = self.step_ms {
            if step_ms < 0 {
                return Err("step_ms must not be negative; the clock only goes forward".into());
            }
            advance(world, step_ms).await?;
        }
        Ok(())
    }
}

/// Real time that everything due within one step may take.
const PATIENCE: Duration = Duration::from_secs(120);

async fn advance(world: &World, milliseconds: i64) -> Result<(), String> {
    match world.clock.advance(milliseconds, PATIENCE).await {
        true => Ok(()),
        false => Err(format!("what is due on the way was not done after {} s", PATIENCE.as_secs())),
    }
}

impl AccountChange {
    /// Makes the change.
    pub fn apply(self, world: &World) -> Result<(), String> {
        world
            .store
            .change_account(|account| {
                account.credits = self.credits.unwrap_or(account.credits);
                account.plan = self.plan.unwrap_or(account.plan);
                account.banned = self.banned.unwrap_or(account.banned);
            })
            .map_err(|error| error.to_string())
    }
}

impl Scenario {
    /// Sets everything up. Faults are looked at first, so that a wrong one leaves nothing half done.
    pub async fn apply(self, world: &World) -> Result<(), String> {
        self.faults.iter().try_for_each(Fault::check)?;
        self.clock.apply(world).await?;
        self.account.apply(world)?;
        self.plans.into_iter().for_each(|plan| world.plans.add(plan));
        for fault in self.faults {
            world.faults.add(fault, &world.random)?;
        }
        Ok(())
    }
}
