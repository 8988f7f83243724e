use std::time::Duration;

use super::SimulatorState;
use crate::settings::{AccountChange, ClockChange, NamedScenario, Scenario};

impl ClockChange {
    /// Applies the change.
    pub async fn apply(self, state: &SimulatorState) -> Result<(), String> {
        if let Some(speed) = self.speed {
            if !(speed.is_finite() && speed > 0.0) {
                return Err("speed must be a number greater than 0; use stopped to stop the clock".into());
            }
            state.clock.set_speed(speed);
        }
        if let Some(stopped) = self.stopped {
            state.clock.set_stopped(stopped);
        }
        if let Some(now_ms) = self.now_ms {
            let distance = now_ms - state.clock.now_ms();
            if distance < 0 {
                return Err("now_ms lies in the past; the clock only goes forward".into());
            }
            advance(state, distance).await?;
        }
        if let Some(step_ms) = self.step_ms {
            if step_ms < 0 {
                return Err("step_ms must not be negative; the clock only goes forward".into());
            }
            advance(state, step_ms).await?;
        }
        Ok(())
    }
}

/// Most real time for everything that is due within one step.
const PATIENCE: Duration = Duration::from_secs(120);

async fn advance(state: &SimulatorState, milliseconds: i64) -> Result<(), String> {
    match state.clock.advance(milliseconds, PATIENCE).await {
        true => Ok(()),
        false => Err(format!("not everything due on the way was done after {} s", PATIENCE.as_secs())),
    }
}

impl AccountChange {
    /// Applies the change.
    pub fn apply(self, state: &SimulatorState) -> Result<(), String> {
        state
            .storage
            .jobs
            .change_account(|account| {
                account.credits = self.credits.unwrap_or(account.credits);
                account.plan = self.plan.unwrap_or(account.plan);
                account.banned = self.banned.unwrap_or(account.banned);
            })
            .map_err(|error| error.to_string())
    }
}

impl Scenario {
    /// Applies the scenario. Faults are checked first, so that an invalid one changes nothing.
    pub async fn apply(self, state: &SimulatorState) -> Result<(), String> {
        let named = self.name.map(NamedScenario::scenario).transpose().map_err(|error| error.to_string())?;
        let scenarios = [named.unwrap_or_default(), self];
        scenarios
            .iter()
            .flat_map(|scenario| &scenario.faults)
            .try_for_each(|fault| fault.check_in(state.keys.session()))?;
        for scenario in scenarios {
            scenario.clock.apply(state).await?;
            scenario.account.apply(state)?;
            scenario.plans.into_iter().for_each(|plan| state.script.plans.add(plan));
            for fault in scenario.faults {
                state.script.faults.add(fault, &state.random)?;
            }
        }
        Ok(())
    }
}
