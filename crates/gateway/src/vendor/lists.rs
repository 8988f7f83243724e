use std::sync::Arc;
use std::time::Duration;

use akool_contract::{Credits, EffectList, Model};
use tracing::Instrument as _;

use crate::Clock;
use crate::shared_lookup::SharedLookup;
use crate::vendor::{Vendor, VendorError};

/// Models and effects come and go over months.
const FRESH: Duration = Duration::from_secs(600);

/// What the vendor says to all callers alike.
pub struct VendorLists {
    vendor: Arc<Vendor>,
    clock: Clock,
    models: SharedLookup<Arc<Vec<Model>>, VendorError>,
    effects: SharedLookup<Arc<EffectList>, VendorError>,
    credits: SharedLookup<Credits, VendorError>,
}

impl VendorLists {
    /// Nothing is fetched before the first caller asks.
    pub fn new(vendor: Arc<Vendor>, clock: Clock) -> Self {
        Self {
            vendor,
            clock,
            models: SharedLookup::new(FRESH),
            effects: SharedLookup::new(FRESH),
            // Every create changes them.
            credits: SharedLookup::new(Duration::ZERO),
        }
    }

    /// The models for image to video. While the vendor does not give them, the last known ones.
    pub async fn models(&self) -> Result<Arc<Vec<Model>>, VendorError> {
        let vendor = self.vendor.clone();
        self.models
            .get_or_last_good(&self.clock, || async move { vendor.models().await.map(Arc::new) }.in_current_span())
            .await
    }

    /// The catalogue of effects. While the vendor does not give it, the last known one.
    pub async fn effects(&self) -> Result<Arc<EffectList>, VendorError> {
        let vendor = self.vendor.clone();
        self.effects
            .get_or_last_good(&self.clock, || async move { vendor.effects().await.map(Arc::new) }.in_current_span())
            .await
    }

    /// The account's credits, now.
    pub async fn credits(&self) -> Result<Credits, VendorError> {
        let vendor = self.vendor.clone();
        self.credits.get(&self.clock, || async move { vendor.credits().await }.in_current_span()).await
    }
}
