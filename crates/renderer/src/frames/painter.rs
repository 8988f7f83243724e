use super::backdrop::backdrop;
use super::cake::{cake, to_yuv};
use super::planes::{Plane, Planes};
use super::raster::{self, Fill};
use super::relief::Relief;
use super::upright::{self, Scratch, Track};
use super::warp::Grid;
use crate::effects::{self, Bent, Piece, Scene, Setting, Skin};
use crate::motion::{Homography, Plan, View};

/// What all frames of a video are painted from.
pub(crate) struct Palette {
    canvas: Planes,
    relief: Relief,
    cake: Option<Planes>,
}

impl Palette {
    pub fn new(canvas: Planes, plan: &Plan) -> Self {
        let relief = Relief::of(&canvas, plan.extent);
        let cake = (plan.effect == Some(crate::EffectKind::Cakeify)).then(cake);
        Self { canvas, relief, cake }
    }
}

/// Paints the frames of one video.
pub(crate) struct Painter<'a> {
    palette: &'a Palette,
    plan: &'a Plan,
    scratch: Scratch,
    backdrop: Option<Planes>,
}

impl<'a> Painter<'a> {
    pub fn new(palette: &'a Palette, plan: &'a Plan) -> Self {
        Self { palette, plan, scratch: Scratch::default(), backdrop: None }
    }

    /// Paints what is seen at a moment, 0 to 1, into a frame of any size.
    pub fn paint(&mut self, time: f64, frame: &mut Planes) {
        let view = self.plan.view(time);
        let setting = Setting { extent: self.plan.extent, seconds: self.plan.seconds, seed: self.plan.seed };
        match self.plan.effect.map(|kind| effects::scene(kind, time, &setting)) {
            Some(Scene::Sheet(bend)) => self.bent(&view, Some(&bend), frame),
            Some(Scene::Pieces(pieces)) => self.pieces(&view, &pieces, frame),
            None if view.is_upright() => self.upright(&view, frame),
            None => self.bent(&view, None, frame),
        }
    }

    fn upright(&mut self, view: &View, frame: &mut Planes) {
        for (source, target) in self.palette.canvas.each().into_iter().zip(frame.each_mut()) {
            let across = track(view.x, view.zoom, self.plan.extent.x, source.width, target.width);
            let down = track(view.y, view.zoom, self.plan.extent.y, source.height, target.height);
            upright::resample(source, target, across, down, &mut self.scratch);
        }
    }

    fn bent(&self, view: &View, bend: Option<&dyn Fn([f64; 2]) -> Bent>, frame: &mut Planes) {
        let (extent, relief) = (self.plan.extent, &self.palette.relief);
        let to_picture = view.to_picture();
        let map = |point: [f64; 2]| {
            let mut place = to_picture.apply(point);
            if view.has_depth() {
                let nearness = relief.at([(place[0] / extent.x + 1.0) / 2.0, (place[1] / extent.y + 1.0) / 2.0]);
                place = view.shift_by_depth(place, nearness);
            }
            bend.map_or(Bent { place, light: 1.0 }, |bend| bend(place))
        };
        Grid::new(frame.y.width, frame.y.height, extent, map).paint(&self.palette.canvas, frame);
    }

    fn pieces(&mut self, view: &View, pieces: &[Piece], frame: &mut Planes) {
        let (width, height) = (frame.y.width, frame.y.height);
        let fits = |planes: &&Planes| (planes.y.width, planes.y.height) == (width, height);
        if self.backdrop.as_ref().filter(fits).is_none() {
            self.backdrop = Some(backdrop(&self.palette.canvas, width, height, &mut self.scratch));
        }
        let (extent, palette) = (self.plan.extent, self.palette);
        if let Some(backdrop) = &self.backdrop {
            for (source, target) in backdrop.each().into_iter().zip(frame.each_mut()) {
                target.samples.copy_from_slice(&source.samples);
            }
        }
        let from_picture = view.to_picture().inverse().unwrap_or(Homography::IDENTITY);
        for piece in pieces {
            let to_frame = from_picture.after(&piece.place);
            for (index, target) in frame.each_mut().into_iter().enumerate() {
                let black = if index == 0 { 16 } else { 128 };
                let skin = |planes: &'a Planes| -> &'a Plane { planes.each()[index] };
                let fill = match (piece.skin, &palette.cake) {
                    (Skin::Plain(color), _) => Fill::Level(to_yuv(color.map(f64::from))[index]),
                    (Skin::Cake, Some(cake)) => {
                        let plane = skin(cake);
                        let scale = [plane.width as f64, plane.height as f64];
                        Fill::Plane(plane, Homography::scale_and_move(scale, [-0.5; 2]))
                    }
                    _ => {
                        let plane = skin(&palette.canvas);
                        let half = [plane.width as f64 / 2.0, plane.height as f64 / 2.0];
                        let scale = [half[0] / extent.x, half[1] / extent.y];
                        Fill::Plane(plane, Homography::scale_and_move(scale, half.map(|middle| middle - 0.5)))
                    }
                };
                raster::draw(piece, &to_frame, fill, target, extent, black);
            }
        }
    }
}

/// Where the samples of an axis lie in the source, for a frame whose middle is at `middle` of the picture.
fn track(middle: f64, zoom: f64, half: f64, source: usize, target: usize) -> Track {
    let step = source as f64 / target as f64 / zoom;
    let place = (middle / half + 1.0) / 2.0 * source as f64;
    Track { start: place - step * (target as f64 - 1.0) / 2.0 - 0.5, step }
}
