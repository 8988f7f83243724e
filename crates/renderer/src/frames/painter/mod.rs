//! Paints frames: the picture under the camera, with an effect, fading over to the last picture.

mod layers;
#[cfg(test)]
mod tests;

pub(crate) use layers::SourceLayers;

use crate::effects::{self, Piece, Scene, Surface, TexturePoint};
use crate::frames::backdrop::Backdrop;
use crate::frames::cake::to_yuv;
use crate::frames::depth_map::DepthMap;
use crate::frames::fade::{blend, fade};
use crate::frames::planes::{Plane, Planes};
use crate::frames::raster::{self, Fill};
use crate::frames::upright::{self, SampleAxis, Scratch};
use crate::frames::warp::Grid;
use crate::geometry::Homography;
use crate::motion::{Plan, View};
use layers::Layer;

/// Paints the frames of one video.
pub(crate) struct Painter<'a> {
    layers: &'a SourceLayers,
    plan: &'a Plan,
    scratch: Scratch,
    over: Option<Planes>,
    /// The backdrop at the size of the last frame: it is the same in every frame.
    behind: Option<Planes>,
}

impl<'a> Painter<'a> {
    pub fn new(layers: &'a SourceLayers, plan: &'a Plan) -> Self {
        Self { layers, plan, scratch: Scratch::default(), over: None, behind: None }
    }

    /// Paints the moment `time`, from 0 to 1, into a frame of any size.
    pub fn paint(&mut self, time: f64, frame: &mut Planes) {
        let view = self.plan.view(time);
        let layers = self.layers;
        let faded = layers.last.as_ref().map(|last| (last, fade(time)));
        match faded {
            Some((last, 1.0..)) => self.camera(last, &view, frame),
            Some((last, share)) if share > 0.0 => {
                self.first(time, &view, frame);
                let fits = |over: &Planes| (over.y.width, over.y.height) == (frame.y.width, frame.y.height);
                let over = self.over.take().filter(fits);
                let mut over = over.unwrap_or_else(|| Planes::new(frame.y.width, frame.y.height));
                self.camera(last, &view, &mut over);
                blend(frame, &over, share);
                self.over = Some(over);
            }
            _ => self.first(time, &view, frame),
        }
    }

    /// The first picture, with the effect if there is one.
    fn first(&mut self, time: f64, view: &View, frame: &mut Planes) {
        let setting = self.plan.setting();
        match self.plan.effect.map(|kind| effects::scene(kind, time, &setting)) {
            Some(Scene::Sheet(bend)) => self.bent(&self.layers.first, view, Some(&bend), frame),
            Some(Scene::Whole(before)) => {
                self.camera(&self.layers.first, view, frame);
                self.draw(view, &before, frame);
            }
            Some(Scene::Pieces(pieces)) => {
                self.paint_backdrop(frame);
                self.draw(view, &pieces, frame);
            }
            None => self.camera(&self.layers.first, view, frame),
        }
    }

    /// A picture as the camera sees it.
    fn camera(&mut self, layer: &Layer, view: &View, frame: &mut Planes) {
        if !view.is_upright() {
            return self.bent(layer, view, None, frame);
        }
        for (source, target) in layer.canvas.each().into_iter().zip(frame.each_mut()) {
            let across = sample_axis(view.x, view.zoom, self.plan.extent.x, source.width, target.width);
            let down = sample_axis(view.y, view.zoom, self.plan.extent.y, source.height, target.height);
            upright::resample(source, target, across, down, &mut self.scratch);
        }
    }

    fn bent(&self, layer: &Layer, view: &View, bend: Option<&dyn Fn([f64; 2]) -> TexturePoint>, frame: &mut Planes) {
        let extent = self.plan.extent;
        let to_picture = view.to_picture();
        let depth_map = view.has_depth().then(|| layer.depth_map.get_or_init(|| DepthMap::of(&layer.canvas, extent)));
        let map = |point: [f64; 2]| {
            let mut place = to_picture.apply(point);
            if let Some(depth_map) = depth_map {
                place = shifted_by_depth(view, place, |[x, y]| {
                    depth_map.at([(x / extent.x + 1.0) / 2.0, (y / extent.y + 1.0) / 2.0])
                });
            }
            bend.map_or(TexturePoint { place, light: 1.0 }, |bend| bend(place))
        };
        Grid::new(frame.y.width, frame.y.height, extent, map).paint(&layer.canvas, frame);
    }

    fn paint_backdrop(&mut self, frame: &mut Planes) {
        match &self.behind {
            Some(behind) if (behind.y.width, behind.y.height) == (frame.y.width, frame.y.height) => {
                for (source, target) in behind.each().into_iter().zip(frame.each_mut()) {
                    target.samples.copy_from_slice(&source.samples);
                }
            }
            _ => {
                let backdrop = self.layers.backdrop.get_or_init(|| Backdrop::of(&self.layers.first.canvas));
                backdrop.paint(frame, &mut self.scratch);
                self.behind = Some(frame.clone());
            }
        }
    }

    /// Draws pieces, the farthest first.
    fn draw(&self, view: &View, pieces: &[Piece], frame: &mut Planes) {
        let from_picture = view.to_picture().inverse().unwrap_or(Homography::IDENTITY);
        let maps: Vec<Homography> = pieces.iter().map(|piece| from_picture.after(&piece.place)).collect();
        for (index, piece) in pieces.iter().enumerate() {
            // Most of a shadow lies under what casts it.
            let later = pieces.iter().zip(&maps).skip(index + 1);
            let cover = later.filter(|_| piece.blur > 0.0).find(|(piece, _)| piece.hides());
            for (plane, target) in frame.each_mut().into_iter().enumerate() {
                let black = if plane == 0 { 16 } else { 128 };
                let fill = self.fill(piece.surface, plane);
                raster::draw((piece, &maps[index]), fill, cover, target, self.plan.extent, black);
            }
        }
    }

    /// What a surface looks like on one of the three planes.
    fn fill(&self, surface: Surface, index: usize) -> Fill<'a> {
        let canvas: &'a Plane = self.layers.first.canvas.each()[index];
        let half = [canvas.width as f64 / 2.0, canvas.height as f64 / 2.0];
        match (surface, &self.layers.cake) {
            (Surface::Plain(color), _) => Fill::Level(to_yuv(color.map(f64::from))[index]),
            (Surface::Cake, Some(cake)) => {
                let plane = cake.each()[index];
                let scale = [plane.width as f64, plane.height as f64];
                Fill::Plane(plane, Homography::scale_and_move(scale, [-0.5; 2]))
            }
            _ => {
                let scale = [half[0] / self.plan.extent.x, half[1] / self.plan.extent.y];
                Fill::Plane(canvas, Homography::scale_and_move(scale, half.map(|middle| middle - 0.5)))
            }
        }
    }
}

/// The place that is seen where `place` would be without depth. How far it is off depends on how near it is itself, so it is
/// looked for step by step.
fn shifted_by_depth(view: &View, place: [f64; 2], nearness: impl Fn([f64; 2]) -> f64) -> [f64; 2] {
    const STEPS: u32 = 4;
    (0..STEPS).fold(place, |seen, _| view.shift_by_depth(place, nearness(seen)))
}

/// The positions of the samples of an axis in the source, for a frame whose middle is at `middle` of the picture.
fn sample_axis(middle: f64, zoom: f64, half: f64, source: usize, target: usize) -> SampleAxis {
    let step = source as f64 / target as f64 / zoom;
    let place = (middle / half + 1.0) / 2.0 * source as f64;
    SampleAxis { start: place - step * (target as f64 - 1.0) / 2.0 - 0.5, step }
}
