use crate::EffectKind;
use crate::frames::backdrop::Backdrop;
use crate::frames::cake::cake;
use crate::frames::depth_map::DepthMap;
use crate::frames::planes::Planes;
use crate::motion::Plan;
use std::sync::OnceLock;

/// The pictures that all frames of a video are painted from.
pub(crate) struct SourceLayers {
    pub(super) first: Layer,
    pub(super) last: Option<Layer>,
    /// Made on first use, as the depth maps are: most videos show none.
    pub(super) backdrop: OnceLock<Backdrop>,
    pub(super) cake: Option<Planes>,
}

/// A picture, and how near its parts are.
pub(super) struct Layer {
    pub(super) canvas: Planes,
    pub(super) depth_map: OnceLock<DepthMap>,
}

impl SourceLayers {
    /// `last` is what the video fades over to.
    pub fn new(first: Planes, last: Option<Planes>, plan: &Plan) -> Self {
        let layer = |canvas: Planes| Layer { depth_map: OnceLock::new(), canvas };
        let cake = (plan.effect == Some(EffectKind::Cakeify)).then(cake);
        Self { backdrop: OnceLock::new(), first: layer(first), last: last.map(layer), cake }
    }

    /// How much of what the video shows is flat, of 1.
    pub fn flat_share(&self) -> f64 {
        let pictures = [Some(&self.first), self.last.as_ref()];
        pictures.into_iter().flatten().map(|layer| layer.canvas.y.flat_share()).fold(0.0, f64::max)
    }
}
