//! Draws flat pieces in perspective, their edges smoothed.

use super::planes::Plane;
use super::sample::{FULL_LIGHT, Source, fixed_light, lit};
use crate::effects::Piece;
use crate::geometry::{Extent, Homography};

/// The near plane: nothing closer to the camera is drawn.
const NEAREST: f64 = 0.08;
/// Samples between two exact places; straight between them.
const STRIDE: usize = 1 << STRIDE_BITS;
const STRIDE_BITS: u32 = 4;

/// What fills a piece on one plane.
#[derive(Clone, Copy)]
pub(crate) enum Fill<'a> {
    /// A plane, and the map from the surface's coordinates to its samples.
    Plane(&'a Plane, Homography),
    Level(u8),
}

/// A line through the plane; positive inside.
#[derive(Clone, Copy)]
struct Edge {
    x: f64,
    y: f64,
    offset: f64,
}

/// A piece as it lies on one plane.
struct Placed {
    to_target: Homography,
    corners: Vec<[f64; 2]>,
    edges: Vec<Edge>,
    /// Half the width of the edge's ramp.
    ramp: f64,
    /// How much larger it is drawn than it is.
    grow: f64,
}

impl Placed {
    /// `None` if nothing of it is drawn.
    fn new(piece: &Piece, to_frame: &Homography, target: &Plane, extent: Extent) -> Option<Self> {
        let scale = [target.width as f64 / 2.0 / extent.x, target.height as f64 / 2.0 / extent.y];
        let to_target =
            Homography::scale_and_move(scale, [target.width as f64 / 2.0, target.height as f64 / 2.0]).after(to_frame);
        let [_, _, depth] = to_target.0;
        let is_near = |[x, y]: &[f64; 2]| depth[0] * x + depth[1] * y + depth[2] < NEAREST;
        if piece.opacity <= 0.0 || piece.outline.iter().any(is_near) {
            return None;
        }
        let corners: Vec<[f64; 2]> = piece.outline.iter().map(|&corner| to_target.apply(corner)).collect();
        // Half a sample more, so that neighbours overlap without a visible seam.
        let (grow, ramp) = if piece.blur > 0.0 { (0.0, (piece.blur * scale[0]).max(0.5)) } else { (0.5, 0.5) };
        let edges = edges(&corners, grow)?;
        Some(Self { to_target, corners, edges, ramp, grow })
    }
}

/// A piece, and where it lies: its map leads from the surface's coordinates to the frame's.
pub(crate) type PieceInFrame<'a> = (&'a Piece, &'a Homography);

/// Draws one piece onto one plane. What a `cover` that is drawn later will hide is left out.
pub(crate) fn draw(
    (piece, to_frame): PieceInFrame<'_>,
    fill: Fill<'_>,
    cover: Option<PieceInFrame<'_>>,
    target: &mut Plane,
    extent: Extent,
    black: i32,
) {
    let Some(Placed { to_target, corners, edges, ramp, grow }) = Placed::new(piece, to_frame, target, extent) else {
        return;
    };
    let Some(from_target) = to_target.inverse() else { return };
    let cover = cover.and_then(|(piece, to_frame)| Placed::new(piece, to_frame, target, extent));
    let brush = Brush {
        edges: &edges,
        cover: cover.as_ref(),
        ramp,
        opacity: piece.opacity * 256.0,
        light: fixed_light(piece.light),
        black,
        paint: match fill {
            Fill::Plane(plane, to_plane) => Paint::Source(Source::new(plane), to_plane.after(&from_target)),
            Fill::Level(level) => Paint::Level(level),
        },
    };
    let reach = ramp + grow + 1.0;
    let rows = bounds(corners.iter().map(|corner| corner[1]), reach, target.height);
    let columns = bounds(corners.iter().map(|corner| corner[0]), reach, target.width);
    let pass = Pass { brush, rows, columns, target };
    #[cfg(target_arch = "x86_64")]
    if let Some(simd) = pulp::x86::V3::try_new() {
        return simd.vectorize(Wide(simd, pass));
    }
    pass.run(
        #[inline(always)]
        |source, from, step| {
            let mut found = [0; EIGHT];
            for (index, found) in (0..).zip(&mut found) {
                *found = source.at_inside(from[0] + step[0] * index, from[1] + step[1] * index) as i16;
            }
            found
        },
    );
}

/// Samples that are read at once where all of a stride is inside the picture.
const EIGHT: usize = 8;

/// All that the drawing of one piece on one plane reads and writes.
struct Pass<'a> {
    brush: Brush<'a>,
    rows: std::ops::Range<usize>,
    columns: std::ops::Range<usize>,
    target: &'a mut Plane,
}

impl Pass<'_> {
    #[inline(always)]
    fn run(self, eight: impl Fn(&Source<'_>, [i32; 2], [i32; 2]) -> [i16; EIGHT]) {
        let width = self.target.width;
        for row in self.rows {
            let line = &mut self.target.samples[row * width..][..width];
            self.brush.line(row, self.columns.clone(), line, &eight);
        }
    }
}

#[cfg(target_arch = "x86_64")]
struct Wide<'a>(pulp::x86::V3, Pass<'a>);

#[cfg(target_arch = "x86_64")]
impl pulp::NullaryFnOnce for Wide<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let simd = self.0;
        self.1.run(
            #[inline(always)]
            |source, from, step| source.eight_inside(simd, from, step),
        );
    }
}

fn bounds(places: impl Iterator<Item = f64>, reach: f64, length: usize) -> std::ops::Range<usize> {
    let (low, high) = places.fold((f64::MAX, f64::MIN), |(low, high), place| (low.min(place), high.max(place)));
    let inside = |place: f64| place.clamp(0.0, length as f64) as usize;
    inside((low - reach).floor())..inside((high + reach).ceil())
}

fn edges(corners: &[[f64; 2]], grow: f64) -> Option<Vec<Edge>> {
    let pairs = || corners.iter().zip(corners.iter().cycle().skip(1));
    let doubled_area: f64 = pairs().map(|(a, b)| a[0] * b[1] - b[0] * a[1]).sum();
    if !doubled_area.is_finite() || doubled_area.abs() < 1e-3 {
        return None;
    }
    let sign = doubled_area.signum();
    let edges = pairs().filter_map(|(a, b)| {
        let (dx, dy) = (b[0] - a[0], b[1] - a[1]);
        let length = dx.hypot(dy);
        (length > 1e-9).then(|| {
            let (x, y) = (-dy / length * sign, dx / length * sign);
            Edge { x, y, offset: grow - x * a[0] - y * a[1] }
        })
    });
    Some(edges.collect())
}

enum Paint<'a> {
    Source(Source<'a>, Homography),
    Level(u8),
}

struct Brush<'a> {
    edges: &'a [Edge],
    cover: Option<&'a Placed>,
    /// Half the width of the edge's ramp.
    ramp: f64,
    /// 256 hides what is behind.
    opacity: f64,
    light: i32,
    black: i32,
    paint: Paint<'a>,
}

/// The samples of a row that lie at least `depth` inside every edge.
fn span(edges: &[Edge], y: f64, depth: f64, columns: &std::ops::Range<usize>) -> std::ops::Range<usize> {
    let (mut low, mut high) = (columns.start as f64, columns.end as f64);
    for edge in edges {
        let rest = edge.y * y + edge.offset - depth;
        if edge.x.abs() < 1e-9 {
            if rest < 0.0 {
                return 0..0;
            }
        } else {
            // A sample's middle is half a sample after its number.
            let border = -rest / edge.x - 0.5;
            if edge.x > 0.0 { low = low.max(border.ceil()) } else { high = high.min(border.floor() + 1.0) }
        }
    }
    if low < high { low as usize..high as usize } else { 0..0 }
}

impl Brush<'_> {
    #[inline(always)]
    fn line(
        &self,
        row: usize,
        columns: std::ops::Range<usize>,
        samples: &mut [u8],
        eight: &impl Fn(&Source<'_>, [i32; 2], [i32; 2]) -> [i16; EIGHT],
    ) {
        let y = row as f64 + 0.5;
        let touched = span(self.edges, y, -self.ramp, &columns);
        if touched.is_empty() {
            return;
        }
        let inner = span(self.edges, y, self.ramp, &columns);
        let hidden = self.cover.map_or(0..0, |cover| span(&cover.edges, y, cover.ramp, &columns));
        let on_row = match &self.paint {
            Paint::Source(_, map) => map.row(y),
            Paint::Level(_) => Homography::IDENTITY.row(y),
        };
        let place = |column: usize| match &self.paint {
            Paint::Source(source, _) => source.place(on_row.apply(column as f64 + 0.5)),
            Paint::Level(_) => [0; 2],
        };
        let mut start = touched.start;
        let mut from = place(start);
        while start < touched.end {
            if hidden.contains(&start) {
                start = hidden.end;
                from = place(start);
                continue;
            }
            let mut end = (start + STRIDE).min(touched.end);
            if (start..end).contains(&hidden.start) && !hidden.is_empty() {
                end = hidden.start;
            }
            let to = place(end);
            let run = &mut samples[start..end];
            let levels = self.levels(from, to, run.len(), eight);
            let is_inner = inner.start <= start && end <= inner.end;
            if is_inner && self.opacity >= 256.0 {
                put(run, &levels);
            } else {
                // Away from the edges all samples weigh the same.
                let weights = if is_inner { [self.opacity.round() as i32; STRIDE] } else { self.weights(start, y) };
                let mut mixture = [0; STRIDE];
                put(&mut mixture, run);
                for (sample, (level, weight)) in mixture.iter_mut().zip(levels.into_iter().zip(weights)) {
                    *sample = mixed(*sample, level, weight);
                }
                put(run, &mixture);
            }
            (start, from) = (end, to);
        }
    }

    /// What the piece looks like on a stride between two places of its source.
    #[inline(always)]
    fn levels(
        &self,
        from: [i32; 2],
        to: [i32; 2],
        count: usize,
        eight: &impl Fn(&Source<'_>, [i32; 2], [i32; 2]) -> [i16; EIGHT],
    ) -> [u8; STRIDE] {
        let source = match &self.paint {
            Paint::Source(source, _) => source,
            Paint::Level(level) => return [lit(i32::from(*level), self.black, self.light); STRIDE],
        };
        // Without a division where it can be.
        let step = [0, 1].map(|axis| match count {
            STRIDE => (to[axis] - from[axis]) >> STRIDE_BITS,
            _ => (to[axis] - from[axis]) / count as i32,
        });
        let at = |index: usize| [from[0] + step[0] * index as i32, from[1] + step[1] * index as i32];
        let mut found = [0; STRIDE];
        if count == STRIDE && source.holds(from, to) {
            for (half, found) in found.as_chunks_mut::<EIGHT>().0.iter_mut().enumerate() {
                *found = eight(source, at(half * EIGHT), step);
            }
        } else {
            for (index, found) in found.iter_mut().enumerate().take(count) {
                let [x, y] = at(index);
                *found = source.at(x, y) as i16;
            }
        }
        // A loop: the closure of `map` would be compiled without the wide instructions that this one is compiled with.
        let mut levels = [0; STRIDE];
        if self.light == FULL_LIGHT {
            for (level, found) in levels.iter_mut().zip(found) {
                *level = found as u8;
            }
        } else {
            for (level, found) in levels.iter_mut().zip(found) {
                *level = lit(i32::from(found), self.black, self.light);
            }
        }
        levels
    }

    /// How much of the samples of a stride near an edge the piece hides, of 256.
    #[inline(always)]
    fn weights(&self, start: usize, y: f64) -> [i32; STRIDE] {
        let mut depths = [f32::MAX; STRIDE];
        for edge in self.edges {
            let first = (edge.x * (start as f64 + 0.5) + edge.y * y + edge.offset) as f32;
            for (index, depth) in (0..).zip(&mut depths) {
                *depth = depth.min(first + edge.x as f32 * index as f32);
            }
        }
        let (ramp, opacity) = (self.ramp as f32, self.opacity as f32);
        let mut weights = [0; STRIDE];
        for (weight, depth) in weights.iter_mut().zip(depths) {
            let share = ((depth + ramp) / (2.0 * ramp)).clamp(0.0, 1.0);
            // A wide ramp without corners looks like a shadow, a narrow one is a sample's coverage.
            let share = if ramp > 0.5 { share * share * (3.0 - 2.0 * share) } else { share };
            // The nearest integer. A cast also handles what is no number, one sample at a time.
            *weight = ((share * opacity + TO_INTEGER).to_bits() & 0x1ff) as i32;
        }
        weights
    }
}

/// Copies as much as fits.
#[inline(always)]
fn put(target: &mut [u8], source: &[u8]) {
    // Of a known length it takes one instruction.
    match (target.first_chunk_mut::<STRIDE>(), source.first_chunk::<STRIDE>()) {
        (Some(target), Some(source)) => *target = *source,
        _ => target.iter_mut().zip(source).for_each(|(target, source)| *target = *source),
    }
}

/// 2²³: in a sum with a number between 0 and 511, that number's integer is in the lowest bits.
const TO_INTEGER: f32 = 8_388_608.0;

#[inline(always)]
fn mixed(below: u8, level: u8, weight: i32) -> u8 {
    let (below, level) = (i32::from(below), i32::from(level));
    (below + (((level - below) * weight + 128) >> 8)) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::effects::Surface;

    const EXTENT: Extent = Extent { x: 1.0, y: 1.0 };

    fn square(half: f64) -> Vec<[f64; 2]> {
        vec![[-half, -half], [half, -half], [half, half], [-half, half]]
    }

    fn draw_level(piece: &Piece) -> Plane {
        let mut target = Plane::filled(64, 64, 16);
        draw((piece, &piece.place), Fill::Level(200), None, &mut target, EXTENT, 16);
        target
    }

    #[test]
    fn a_piece_covers_what_it_should_and_no_more() {
        let target = draw_level(&Piece::new(Surface::Plain([0; 3]), square(0.5), Homography::IDENTITY));
        let covered = target.samples.iter().filter(|&&sample| sample == 200).count();
        // Half of each side, and the half sample of overlap all around.
        assert!((32 * 32..=34 * 34).contains(&covered), "{covered}");
        assert_eq!((target.row(2)[2], target.row(32)[32], target.row(61)[61]), (16, 200, 16));
    }

    #[test]
    fn opacity_and_blur_blend() {
        let half = draw_level(&Piece::new(Surface::Plain([0; 3]), square(0.5), Homography::IDENTITY).opaque(0.5));
        assert_eq!(half.row(32)[32], 108);
        let soft = draw_level(&Piece::new(Surface::Plain([0; 3]), square(0.5), Homography::IDENTITY).blurred(0.2));
        let levels: Vec<u8> = soft.row(32)[8..32].to_vec();
        assert!(levels.windows(2).all(|pair| pair[0] <= pair[1]) && levels[0] == 16 && levels[23] == 200);
        assert!(levels.iter().filter(|&&level| level > 20 && level < 196).count() >= 8);
    }

    #[test]
    fn neighbours_leave_no_seam() {
        let mut plane = Plane::filled(64, 64, 0);
        plane.samples.iter_mut().enumerate().for_each(|(index, sample)| *sample = (60 + index % 64) as u8);
        let to_plane = Homography::scale_and_move([32.0, 32.0], [31.5, 31.5]);
        let mut target = Plane::filled(64, 64, 16);
        let slanted = [
            vec![[-1.0, -1.0], [0.21, -1.0], [-0.13, 1.0], [-1.0, 1.0]],
            vec![[0.21, -1.0], [1.0, -1.0], [1.0, 1.0], [-0.13, 1.0]],
        ];
        for outline in slanted {
            let piece = Piece::new(Surface::Picture, outline, Homography::IDENTITY);
            draw((&piece, &piece.place), Fill::Plane(&plane, to_plane), None, &mut target, EXTENT, 16);
        }
        assert!(target.samples.iter().zip(&plane.samples).all(|(a, b)| a.abs_diff(*b) <= 1));
    }

    #[test]
    fn what_a_later_piece_hides_is_not_drawn_and_all_else_is() {
        let shadow = Piece::new(Surface::Plain([0; 3]), square(0.6), Homography::IDENTITY).opaque(0.5).blurred(0.2);
        let cover = Piece::new(Surface::Picture, square(0.4), Homography::IDENTITY);
        let draw_shadow = |cover: Option<PieceInFrame<'_>>| {
            let mut target = Plane::filled(64, 64, 16);
            draw((&shadow, &shadow.place), Fill::Level(200), cover, &mut target, EXTENT, 16);
            target
        };
        let (whole, partly) = (draw_shadow(None), draw_shadow(Some((&cover, &cover.place))));
        assert_eq!(partly.row(32)[32], 16);
        let mut covered = [whole, partly];
        for target in &mut covered {
            draw((&cover, &cover.place), Fill::Level(90), None, target, EXTENT, 16);
        }
        assert_eq!(covered[0], covered[1]);
    }

    #[test]
    fn pieces_behind_the_camera_or_edge_on_are_not_drawn() {
        let behind = Homography::of_sheet([0.0, 0.0, -9.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0], 3.0);
        let edge_on = Homography::of_sheet([0.0; 3], [0.0, 0.0, 1.0], [0.0, 1.0, 0.0], 3.0);
        for place in [behind, edge_on] {
            let target = draw_level(&Piece::new(Surface::Plain([0; 3]), square(0.5), place));
            assert!(target.samples.iter().all(|&sample| sample == 16));
        }
    }
}
