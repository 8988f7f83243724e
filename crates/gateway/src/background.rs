use std::time::Duration;

use tokio::sync::broadcast::error::RecvError;

use crate::app::Shared;
use akool_ledger::ReplicaEvent;

/// How soon what a gateway left behind is resolved, once the one that leads knows that it has ended.
const LOOK: Duration = Duration::from_millis(500);

/// Resolves what gateways on the same book leave behind when they end. One of them looks after that.
pub async fn resolve(app: Shared) {
    let mut leads = app.ledger.leadership();
    while app.ledger.is_shared() && leads.wait_for(|leads| *leads).await.is_ok() {
        if let Err(fault) = app.ledger.resolve_orphaned(app.clock.now_ms()).await {
            tracing::error!(%fault, "what a gateway left behind could not be resolved");
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// Takes in what other gateways on the same book have learned.
pub async fn hear(app: Shared) {
    if !app.ledger.is_shared() {
        return;
    }
    let mut news = app.ledger.subscribe();
    // What was taken back between reading the book at the start and listening now.
    read_revoked(&app).await;
    loop {
        match news.recv().await {
            Ok(ReplicaEvent::Revoked { token, until_seconds }) => {
                app.revoked.insert(&token, until_seconds, app.clock.now_seconds());
            }
            Ok(ReplicaEvent::Missed) | Err(RecvError::Lagged(_)) => read_revoked(&app).await,
            Ok(_) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

/// Asks until it is told: a token that was taken back must not go on working because the ledger failed once.
async fn read_revoked(app: &Shared) {
    loop {
        match app.ledger.revoked().await {
            Ok(entries) => {
                let now_seconds = app.clock.now_seconds();
                entries.iter().for_each(|(token, until)| app.revoked.insert(token, *until, now_seconds));
                return;
            }
            Err(fault) => tracing::error!(%fault, "the tokens that were taken back could not be read"),
        }
        tokio::time::sleep(LOOK).await;
    }
}
