use super::smooth_noise::SmoothNoise;
use crate::effects::{EffectContext, TexturePoint};
use crate::geometry::{ramp, smooth};

/// Wax that runs down in tongues of its own width and pace each.
pub(crate) fn sheet(time: f64, setting: &EffectContext) -> Box<dyn Fn([f64; 2]) -> TexturePoint> {
    let extent = setting.extent;
    let (broad, narrow) = (SmoothNoise::new(setting.seed ^ 11, 32), SmoothNoise::new(setting.seed ^ 12, 64));
    let meander = SmoothNoise::new(setting.seed ^ 13, 32);
    let heat = ramp(time, -0.12, 1.15) * 1.15;
    let run = move |x: f64| {
        let shape = 0.62 * broad.at(x * 2.1 + 40.0) + 0.38 * narrow.at(x * 5.3 + 40.0);
        // Where it runs early it runs far.
        smooth(heat * 1.9 - 0.6 + 0.75 * shape - 0.25 * (1.0 - heat)) * (0.35 + 1.9 * shape * shape) * heat
    };
    Box::new(move |[x, y]| {
        let down = ((y + extent.y) / (2.0 * extent.y)).max(0.0);
        let tongue = run(x);
        let slope = (run(x + 0.02) - run(x - 0.02)) / 0.04;
        let soft = down.powf(0.6);
        let side = (meander.at(y * 1.3 + x + 20.0 - time * 1.5) - 0.5) * 0.16 * heat * soft;
        let source = down / (1.0 + 1.6 * tongue * soft);
        // Lit from the left, tongues look round.
        let gloss = (-0.09 * slope * heat * soft).clamp(-0.28, 0.32);
        TexturePoint { place: [x + side, source * 2.0 * extent.y - extent.y], light: 1.0 + gloss }
    })
}
