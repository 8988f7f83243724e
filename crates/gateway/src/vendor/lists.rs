use std::sync::Arc;
use std::time::Duration;

use akool_contract::{Credits, EffectList, Model};

use crate::app::Shared;
use crate::shared_lookup::SharedLookup;
use crate::vendor::VendorError;

/// Models and effects come and go over months.
const FRESH: Duration = Duration::from_secs(600);

/// What the vendor says to all callers alike.
pub struct VendorLists {
    models: SharedLookup<Arc<Vec<Model>>, VendorError>,
    effects: SharedLookup<Arc<EffectList>, VendorError>,
    credits: SharedLookup<Credits, VendorError>,
}

impl Default for VendorLists {
    fn default() -> Self {
        Self {
            models: SharedLookup::new(FRESH),
            effects: SharedLookup::new(FRESH),
            // Every create changes them.
            credits: SharedLookup::new(Duration::ZERO),
        }
    }
}

/// The models for image to video; the last known ones while the vendor does not give them.
pub async fn models(app: &Shared) -> Result<Arc<Vec<Model>>, VendorError> {
    let fetching = app.clone();
    let fetch = || async move { fetching.observe(fetching.vendor.models().await).map(Arc::new) };
    app.lists.models.get_or_last_good(&app.clock, fetch).await
}

/// The catalogue of effects; the last known one while the vendor does not give it.
pub async fn effects(app: &Shared) -> Result<Arc<EffectList>, VendorError> {
    let fetching = app.clone();
    let fetch = || async move { fetching.observe(fetching.vendor.effects().await).map(Arc::new) };
    app.lists.effects.get_or_last_good(&app.clock, fetch).await
}

/// The account's credits, now.
pub async fn credits(app: &Shared) -> Result<Credits, VendorError> {
    let fetching = app.clone();
    let fetch = || async move { fetching.observe(fetching.vendor.credits().await) };
    app.lists.credits.get(&app.clock, fetch).await
}
