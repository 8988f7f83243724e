use std::sync::Arc;

use crate::state::SimulatorState;

/// Renders all previews in the background, one after the other, so that jobs find a free core. Only the first call does
/// anything.
pub fn render_previews(state: &Arc<SimulatorState>) {
    if !state.rendering.previews.claim_warm_up() {
        return;
    }
    // They are the same for all sessions, so the end of one does not stop this.
    let (rendering, quality) = (state.rendering.clone(), state.options.quality);
    tokio::spawn(async move {
        for kind in rendering.effects.kinds() {
            let preview = rendering.previews.get(kind, &rendering.pool, quality).await;
            if let Err(reason) = preview {
                tracing::error!(%reason, effect = kind.name(), "a preview could not be rendered");
            }
        }
    });
}
