use std::sync::Arc;
use std::time::Duration;

use akool_contract::Model;
use tokio::sync::Mutex;

use crate::app::App;
use crate::vendor::VendorFault;

/// Models come and go over months.
const FRESH: Duration = Duration::from_secs(600);

/// The vendor's models as they were a few minutes ago. One who asks while another is asking waits for that answer.
#[derive(Default)]
pub struct ModelList {
    seen: Mutex<Option<(Duration, Arc<Vec<Model>>)>>,
}

impl App {
    /// The models for image to video.
    pub async fn models(&self) -> Result<Arc<Vec<Model>>, VendorFault> {
        let mut seen = self.models.seen.lock().await;
        let now = self.clock.running();
        if let Some((at, models)) = &*seen
            && now.saturating_sub(*at) < FRESH
        {
            return Ok(models.clone());
        }
        let models = Arc::new(self.observe(self.vendor.models().await)?);
        *seen = Some((now, models.clone()));
        Ok(models)
    }
}
