//! Draws flat pieces in perspective, their edges smoothed.

use super::planes::Plane;
use super::sample::{Source, fixed_light, lit};
use crate::effects::Piece;
use crate::geometry::{Extent, Homography};

/// The near plane: nothing closer to the camera is drawn.
const NEAREST: f64 = 0.08;
/// Samples between two exact places; straight between them.
const STRIDE: usize = 16;

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

/// Draws one piece onto one plane. `to_frame` leads from the surface's coordinates to the frame's.
pub(crate) fn draw(
    piece: &Piece,
    to_frame: &Homography,
    fill: Fill<'_>,
    target: &mut Plane,
    extent: Extent,
    black: i32,
) {
    let scale = [target.width as f64 / 2.0 / extent.x, target.height as f64 / 2.0 / extent.y];
    let to_target =
        Homography::scale_and_move(scale, [target.width as f64 / 2.0, target.height as f64 / 2.0]).after(to_frame);
    let [_, _, depth] = to_target.0;
    if piece.outline.iter().any(|[x, y]| depth[0] * x + depth[1] * y + depth[2] < NEAREST) {
        return;
    }
    let corners: Vec<[f64; 2]> = piece.outline.iter().map(|&corner| to_target.apply(corner)).collect();
    // Half a sample more, so that neighbours overlap without a visible seam.
    let (grow, ramp) = if piece.blur > 0.0 { (0.0, (piece.blur * scale[0]).max(0.5)) } else { (0.5, 0.5) };
    let Some(edges) = edges(&corners, grow) else { return };
    let Some(from_target) = to_target.inverse() else { return };
    let brush = Brush {
        edges: &edges,
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
    let width = target.width;
    for row in rows {
        brush.line(row, columns.clone(), &mut target.samples[row * width..][..width]);
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
    /// Half the width of the edge's ramp.
    ramp: f64,
    /// 256 hides what is behind.
    opacity: f64,
    light: i32,
    black: i32,
    paint: Paint<'a>,
}

impl Brush<'_> {
    /// The samples of a row that lie at least `depth` inside every edge.
    fn span(&self, y: f64, depth: f64, columns: &std::ops::Range<usize>) -> std::ops::Range<usize> {
        let (mut low, mut high) = (columns.start as f64, columns.end as f64);
        for edge in self.edges {
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

    fn line(&self, row: usize, columns: std::ops::Range<usize>, samples: &mut [u8]) {
        let y = row as f64 + 0.5;
        let touched = self.span(y, -self.ramp, &columns);
        if touched.is_empty() {
            return;
        }
        let inner = self.span(y, self.ramp, &columns);
        let mut start = touched.start;
        while start < touched.end {
            let end = (start + STRIDE).min(touched.end);
            let run = &mut samples[start..end];
            // Away from the edges all samples weigh the same.
            let weight = (inner.start <= start && end <= inner.end).then_some(self.opacity.round() as i32);
            self.run(start, y, run, weight);
            start = end;
        }
    }

    fn run(&self, start: usize, y: f64, run: &mut [u8], weight: Option<i32>) {
        let (source, map) = match &self.paint {
            Paint::Source(source, map) => (source, map),
            Paint::Level(level) => {
                let level = lit(i32::from(*level), self.black, self.light);
                for (index, sample) in run.iter_mut().enumerate() {
                    *sample = mixed(*sample, level, weight.unwrap_or_else(|| self.weight(start + index, y)));
                }
                return;
            }
        };
        let x = start as f64 + 0.5;
        let [mut at_x, mut at_y] = source.place(map.apply([x, y]));
        let [end_x, end_y] = source.place(map.apply([x + run.len() as f64, y]));
        let steps = run.len() as i32;
        let is_inside = source.holds([at_x, at_y], [end_x, end_y]);
        let (dx, dy) = ((end_x - at_x) / steps, (end_y - at_y) / steps);
        for (index, sample) in run.iter_mut().enumerate() {
            let found = if is_inside { source.at_inside(at_x, at_y) } else { source.at(at_x, at_y) };
            let level = lit(found, self.black, self.light);
            *sample = mixed(*sample, level, weight.unwrap_or_else(|| self.weight(start + index, y)));
            at_x += dx;
            at_y += dy;
        }
    }

    /// How much of a sample near an edge the piece hides, of 256.
    fn weight(&self, column: usize, y: f64) -> i32 {
        let x = column as f64 + 0.5;
        let depth = self.edges.iter().map(|edge| edge.x * x + edge.y * y + edge.offset).fold(f64::MAX, f64::min);
        let share = ((depth + self.ramp) / (2.0 * self.ramp)).clamp(0.0, 1.0);
        // A wide ramp without corners looks like a shadow, a narrow one is a sample's coverage.
        let share = if self.ramp > 0.5 { crate::geometry::smooth(share) } else { share };
        (share * self.opacity) as i32
    }
}

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
        draw(piece, &piece.place, Fill::Level(200), &mut target, EXTENT, 16);
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
            draw(&piece, &piece.place, Fill::Plane(&plane, to_plane), &mut target, EXTENT, 16);
        }
        assert!(target.samples.iter().zip(&plane.samples).all(|(a, b)| a.abs_diff(*b) <= 1));
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
