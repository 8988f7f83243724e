use std::sync::Arc;

use crate::state::SimulatorState;

/// Renders all previews in the background, one after the other, so that jobs find a free core. Only the first call does
/// anything.
pub fn render_previews(state: &Arc<SimulatorState>) {
    if !state.rendering.previews.claim_warm_up() {
        return;
    }
    let state = state.clone();
    tokio::spawn(async move {
        for kind in state.rendering.effects.kinds() {
            let preview = state.rendering.previews.get(kind, &state.rendering.pool, state.options.quality).await;
            if let Err(reason) = preview {
                tracing::error!(%reason, effect = kind.name(), "a preview could not be rendered");
            }
        }
    });
}
