use std::sync::Arc;

use axum::{Json, extract::State};
use bytes::Bytes;
use serde_json::{Value, json};

use super::{Mistake, body};
use crate::{
    account::Account,
    plan::Plan,
    scenario::{AccountChange, ClockChange, Scenario},
    world::World,
};

/// All plans, with how often each has been followed.
pub async fn plans(State(world): State<Arc<World>>) -> Json<Value> {
    Json(json!({ "plans": world.plans.all() }))
}

/// Sets one plan or several.
pub async fn add_plans(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Json<Value>, Mistake> {
    body::read_many::<Plan>(&bytes)?.into_iter().for_each(|plan| world.plans.add(plan));
    Ok(plans(State(world)).await)
}

/// Takes all plans away.
pub async fn clear_plans(State(world): State<Arc<World>>) -> Json<Value> {
    world.plans.clear();
    plans(State(world)).await
}

/// The account.
pub async fn account(State(world): State<Arc<World>>) -> Json<Account> {
    Json(world.store.account())
}

/// Changes the account.
pub async fn change_account(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Json<Account>, Mistake> {
    body::read::<AccountChange>(&bytes)?.apply(&world)?;
    Ok(Json(world.store.account()))
}

/// Sets up clock, account, plans and faults.
pub async fn scenario(State(world): State<Arc<World>>, bytes: Bytes) -> Result<Json<Value>, Mistake> {
    body::read::<Scenario>(&bytes)?.apply(&world).await?;
    Ok(Json(json!({ "faults": world.faults.all(), "plans": world.plans.all(), "clock": world.clock.state() })))
}

/// As if just started, but for the time: the clock only goes forward.
pub async fn reset(State(world): State<Arc<World>>) -> Result<Json<Value>, Mistake> {
    world.faults.clear();
    world.plans.clear();
    world.store.clear_jobs().map_err(|error| Mistake::internal(&error))?;
    world.shelf.clear().map_err(|error| Mistake::internal(&error))?;
    world.journal.clear();
    world.hooks.clear();
    let account =
        AccountChange { credits: Some(world.options.credits), plan: Some(world.options.plan), banned: Some(false) };
    account.apply(&world)?;
    ClockChange { speed: Some(world.options.speed), stopped: Some(world.options.stopped), ..Default::default() }
        .apply(&world)
        .await?;
    Ok(Json(json!({ "reset": true })))
}
