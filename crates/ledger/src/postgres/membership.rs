use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{broadcast, mpsc, watch};
use tokio::time::MissedTickBehavior;
use tokio_postgres::Client;

use super::connect::Connector;
use super::envelope::{CHANNEL, Opener, seal};
use super::migrate::migrate;
use crate::{LedgerError, ReplicaEvent};

/// Held by the gateway that asks the vendor for all.
const LEADER_LOCK: i64 = -0x616b_6f6f_6c02;
/// How soon a gateway that has ended is noticed, when its machine still runs.
const TICK: Duration = Duration::from_millis(500);
const RECONNECT: Duration = Duration::from_millis(500);
/// What is not told because the connection is too slow is asked for again.
const UNTOLD: usize = 1024;

/// This gateway among the others on the database. On one connection it holds a lock in its own name, which shows the
/// others that it is alive; tries to become the one who leads; and listens and speaks. When it dies, the server ends the
/// connection and with it all of that, so no clock decides who is alive.
pub struct Membership {
    speech: mpsc::Sender<Vec<String>>,
    replica: i64,
    is_connected: watch::Receiver<bool>,
}

impl Membership {
    /// Brings the database up to date, joins, and stays joined until this is dropped.
    pub async fn begin(
        connector: Arc<Connector>,
        replica: i64,
        news: broadcast::Sender<ReplicaEvent>,
        leads: watch::Sender<bool>,
    ) -> Result<Self, LedgerError> {
        let (speech, to_tell) = mpsc::channel(UNTOLD);
        let (connected, is_connected) = watch::channel(false);
        let mut member = Member { connector, replica, news, to_tell, connected, leads };
        let (mut client, notices) = member.connector.attend().await?;
        migrate(&mut client).await?;
        member.join(&client).await?;
        tokio::spawn(async move { member.stay(client, notices).await });
        Ok(Self { speech, replica, is_connected })
    }

    /// Whether the database can be reached.
    pub fn is_reachable(&self) -> bool {
        *self.is_connected.borrow()
    }

    /// Tells the others, after what was told before.
    pub fn publish(&self, news: &ReplicaEvent) {
        if self.speech.try_send(seal(self.replica, news)).is_err() {
            tracing::warn!("news for the other gateways is dropped: the database does not take it in time");
        }
    }
}

struct Member {
    connector: Arc<Connector>,
    replica: i64,
    news: broadcast::Sender<ReplicaEvent>,
    to_tell: mpsc::Receiver<Vec<String>>,
    connected: watch::Sender<bool>,
    leads: watch::Sender<bool>,
}

type Notices = mpsc::UnboundedReceiver<String>;

impl Member {
    async fn join(&mut self, client: &Client) -> Result<(), LedgerError> {
        // Waits for those who are just looking whether this gateway has ended.
        client.execute("SELECT pg_advisory_lock($1)", &[&self.replica]).await?;
        client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
        self.try_to_lead(client).await?;
        self.connected.send_replace(true);
        Ok(())
    }

    /// Joins again whenever the connection breaks.
    async fn stay(mut self, mut client: Client, mut notices: Notices) {
        loop {
            let Err(fault) = self.attend(&client, &mut notices).await else { return };
            tracing::error!(%fault, "the database is out of reach; trying again");
            self.connected.send_replace(false);
            self.leads.send_replace(false);
            (client, notices) = loop {
                tokio::time::sleep(RECONNECT).await;
                if self.to_tell.is_closed() {
                    return;
                }
                match self.connector.attend().await {
                    Ok((client, notices)) if self.join(&client).await.is_ok() => break (client, notices),
                    _ => {}
                }
            };
            tracing::info!("the database is in reach again");
            // What waited to be told is old by now, and what was told meanwhile was not heard.
            while self.to_tell.try_recv().is_ok() {}
            let _ = self.news.send(ReplicaEvent::Missed);
        }
    }

    /// Until the connection breaks, or nobody needs it any more.
    async fn attend(&mut self, client: &Client, notices: &mut Notices) -> Result<(), LedgerError> {
        let mut opener = Opener::new(self.replica);
        let mut ticks = tokio::time::interval(TICK);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                notice = notices.recv() => {
                    let text = notice.ok_or_else(|| LedgerError::new("the connection has ended"))?;
                    if let Some(news) = opener.open(&text) {
                        // Nobody may be listening yet.
                        let _ = self.news.send(news);
                    }
                }
                texts = self.to_tell.recv() => {
                    let Some(texts) = texts else { return Ok(()) };
                    for text in texts {
                        client.execute("SELECT pg_notify($1, $2)", &[&CHANNEL, &text]).await?;
                    }
                }
                _ = ticks.tick() => self.try_to_lead(client).await?,
            }
        }
    }

    /// Also shows whether the connection still works.
    async fn try_to_lead(&mut self, client: &Client) -> Result<(), LedgerError> {
        if *self.leads.borrow() {
            client.batch_execute("").await?;
            return Ok(());
        }
        let leads: bool = client.query_one("SELECT pg_try_advisory_lock($1)", &[&LEADER_LOCK]).await?.try_get(0)?;
        if leads {
            tracing::info!("this gateway now asks the vendor for all gateways on the database");
            self.leads.send_replace(true);
        }
        Ok(())
    }
}
