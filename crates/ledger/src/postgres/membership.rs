use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_postgres::Client;

use super::connect::Connector;
use super::migrate::migrate;
use crate::error::with_causes;
use crate::replicas::{CHANNEL, decode, encode};
use crate::{LedgerError, ReplicaEvent};

/// Held by the replica that leads.
const LEADER_LOCK: i64 = -0x616b_6f6f_6c02;
/// How soon a replica takes over from a leader that has ended, if the machine of that leader still runs.
const TICK: Duration = Duration::from_millis(500);
const RECONNECT: Duration = Duration::from_millis(500);
/// Events that wait for the connection. Further ones are dropped.
const OUTBOX: usize = 1024;

/// This replica among the others on the database.
///
/// One connection holds an advisory lock with the replica's number, which shows the others that it is alive; tries to take
/// the leader's lock; and listens and sends events. When the process dies, the server ends the connection and releases the
/// locks, so no clock decides which replica is alive.
pub struct Membership {
    outbox: mpsc::Sender<String>,
    replica: i64,
    is_connected: watch::Receiver<bool>,
}

impl Membership {
    /// Brings the tables up to date, connects, and stays connected until this is dropped.
    pub async fn start(
        connector: Arc<Connector>,
        replica: i64,
        events: broadcast::Sender<ReplicaEvent>,
        leadership: watch::Sender<bool>,
    ) -> Result<Self, LedgerError> {
        let (outbox, outgoing) = mpsc::channel(OUTBOX);
        let (connected, is_connected) = watch::channel(false);
        let mut member = Member { connector, replica, events, outgoing, connected, leadership };
        let (mut client, notifications) = member.connector.connect_async().await?;
        migrate(&mut client).await?;
        member.join(&client).await?;
        tokio::spawn(member.run(client, notifications));
        Ok(Self { outbox, replica, is_connected })
    }

    /// Whether the database can be reached.
    pub fn is_connected(&self) -> bool {
        *self.is_connected.borrow()
    }

    /// Sends an event to the others, after the events that were published before.
    pub fn publish(&self, event: &ReplicaEvent) {
        match encode(self.replica, event) {
            Ok(text) => {
                if self.outbox.try_send(text).is_err() {
                    tracing::warn!("an event for the other gateways is dropped: the database does not take it in time");
                }
            }
            Err(error) => tracing::error!(%error, "an event for the other gateways is dropped"),
        }
    }
}

/// The task behind a [`Membership`].
struct Member {
    connector: Arc<Connector>,
    replica: i64,
    events: broadcast::Sender<ReplicaEvent>,
    outgoing: mpsc::Receiver<String>,
    connected: watch::Sender<bool>,
    leadership: watch::Sender<bool>,
}

type Notifications = mpsc::UnboundedReceiver<String>;

impl Member {
    async fn join(&mut self, client: &Client) -> Result<(), LedgerError> {
        // Waits for replicas that are just checking whether this one has ended.
        client.execute("SELECT pg_advisory_lock($1)", &[&self.replica]).await?;
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        self.try_to_lead(client).await?;
        self.connected.send_replace(true);
        Ok(())
    }

    /// Serves the connection, and connects again whenever it breaks.
    async fn run(mut self, mut client: Client, mut notifications: Notifications) {
        loop {
            let Err(error) = self.serve(&client, &mut notifications).await else { return };
            tracing::error!(error = with_causes(&error), "the database cannot be reached; trying again");
            self.connected.send_replace(false);
            self.leadership.send_replace(false);
            let Some(connection) = self.reconnect().await else { return };
            (client, notifications) = connection;
            tracing::info!("the database can be reached again");
            // The events in the outbox are outdated, and events of the others were missed.
            while self.outgoing.try_recv().is_ok() {}
            let _ = self.events.send(ReplicaEvent::Missed);
        }
    }

    /// Returns `None` when the ledger was dropped.
    async fn reconnect(&mut self) -> Option<(Client, Notifications)> {
        loop {
            tokio::time::sleep(RECONNECT).await;
            if self.outgoing.is_closed() {
                return None;
            }
            match self.connector.connect_async().await {
                Ok((client, notifications)) if self.join(&client).await.is_ok() => {
                    return Some((client, notifications));
                }
                _ => {}
            }
        }
    }

    /// Returns when the ledger was dropped, and fails when the connection breaks.
    async fn serve(&mut self, client: &Client, notifications: &mut Notifications) -> Result<(), LedgerError> {
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                notification = notifications.recv() => {
                    let text = notification.ok_or(LedgerError::Disconnected)?;
                    if let Some(event) = decode(self.replica, &text) {
                        // An error means that there are no subscribers yet.
                        let _ = self.events.send(event);
                    }
                }
                text = self.outgoing.recv() => {
                    let Some(text) = text else { return Ok(()) };
                    client.execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &text]).await?;
                }
                _ = ticks.tick() => self.try_to_lead(client).await?,
            }
        }
    }

    /// Also shows whether the connection still works.
    async fn try_to_lead(&mut self, client: &Client) -> Result<(), LedgerError> {
        if *self.leadership.borrow() {
            client.batch_execute("").await?;
            return Ok(());
        }
        let leads: bool = client.query_one("SELECT pg_try_advisory_lock($1)", &[&LEADER_LOCK]).await?.try_get(0)?;
        if leads {
            tracing::info!("this gateway now polls Akool for all gateways on the database");
            self.leadership.send_replace(true);
        }
        Ok(())
    }
}
