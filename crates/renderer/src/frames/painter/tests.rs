//! Measures the motion of painted frames against the plan.

use super::*;
use crate::EffectKind;
use crate::geometry::Extent;

const WIDTH: usize = 640;
const HEIGHT: usize = 360;
const EXTENT: Extent = Extent { x: 16.0 / 9.0, y: 1.0 };

/// A pattern without repetition or corners, known everywhere, in the picture's coordinates.
fn pattern([x, y]: [f64; 2]) -> f64 {
    let waves = [
        (12.0, 5.0, 0.3),
        (-10.0, 15.0, 1.9),
        (21.0, -8.0, 4.1),
        (5.0, 24.0, 2.2),
        (29.0, 18.0, 5.0),
        (-26.0, 31.0, 0.7),
    ];
    126.0 + waves.iter().map(|(a, b, phase)| 15.0 * (a * x + b * y + phase).sin()).sum::<f64>()
}

fn canvas(oversize: f64) -> Planes {
    let (width, height) = ((WIDTH as f64 * oversize / 2.0) as usize * 2, (HEIGHT as f64 * oversize / 2.0) as usize * 2);
    let mut planes = Planes::new(width, height);
    for (index, sample) in planes.y.samples.iter_mut().enumerate() {
        let x = ((index % width) as f64 + 0.5) / width as f64 * 2.0 - 1.0;
        let y = ((index / width) as f64 + 0.5) / height as f64 * 2.0 - 1.0;
        *sample = pattern([x * EXTENT.x, y * EXTENT.y]).round() as u8;
    }
    planes
}

/// A frame's sample as a point of the frame.
fn point(column: f64, row: f64) -> [f64; 2] {
    [((column + 0.5) / WIDTH as f64 * 2.0 - 1.0) * EXTENT.x, ((row + 0.5) / HEIGHT as f64 * 2.0 - 1.0) * EXTENT.y]
}

fn paint_at(painter: &mut Painter<'_>, time: f64) -> Planes {
    let mut frame = Planes::new(WIDTH, HEIGHT);
    painter.paint(time, &mut frame);
    frame
}

const WINDOW: usize = 64;

/// A sample's place in the next frame.
type Move<'a> = &'a dyn Fn([f64; 2]) -> [f64; 2];

/// How far a window of `from` is in `to` from where `planned` says, in samples: by least squares over its brightness.
fn deviation(from: &Plane, to: &Plane, [column, row]: [usize; 2], planned: Move<'_>) -> [f64; 2] {
    let read = |plane: &Plane, x: f64, y: f64| {
        let (base_x, base_y) = (x.floor(), y.floor());
        let (fx, fy) = (x - base_x, y - base_y);
        let at = |dx: usize, dy: usize| f64::from(plane.row(base_y as usize + dy)[base_x as usize + dx]);
        let mix = |a: f64, b: f64, share: f64| a + (b - a) * share;
        mix(mix(at(0, 0), at(1, 0), fx), mix(at(0, 1), at(1, 1), fx), fy)
    };
    let mut shift = [0.0; 2];
    for _ in 0..8 {
        let (mut xx, mut xy, mut yy, mut ex, mut ey) = (0.0, 0.0, 0.0, 0.0, 0.0);
        for dy in 0..WINDOW {
            for dx in 0..WINDOW {
                let [x, y] = planned([(column + dx) as f64, (row + dy) as f64]);
                let (x, y) = (x + shift[0], y + shift[1]);
                let gx = (read(to, x + 1.0, y) - read(to, x - 1.0, y)) / 2.0;
                let gy = (read(to, x, y + 1.0) - read(to, x, y - 1.0)) / 2.0;
                let error = f64::from(from.row(row + dy)[column + dx]) - read(to, x, y);
                xx += gx * gx;
                xy += gx * gy;
                yy += gy * gy;
                ex += gx * error;
                ey += gy * error;
            }
        }
        let determinant = xx * yy - xy * xy;
        shift[0] += (yy * ex - xy * ey) / determinant;
        shift[1] += (xx * ey - xy * ex) / determinant;
    }
    shift
}

/// Where the plan says that a sample goes from one view to the next.
fn planned(from: &View, to: &View) -> impl Fn([f64; 2]) -> [f64; 2] {
    let map = to.to_picture().inverse().unwrap().after(&from.to_picture());
    move |[column, row]| {
        let [x, y] = map.apply(point(column, row));
        [(x / EXTENT.x + 1.0) / 2.0 * WIDTH as f64 - 0.5, (y / EXTENT.y + 1.0) / 2.0 * HEIGHT as f64 - 0.5]
    }
}

#[test]
fn every_frame_moves_as_planned_to_a_tenth_of_a_sample() {
    for prompt in ["slow zoom in", "fast zoom out", "pan left", "tilt up and roll left", "handheld", "spin"] {
        let plan = Plan::new(prompt, None, EXTENT, 5, 2);
        let layers = SourceLayers::new(canvas(1.35), None, &plan);
        let mut painter = Painter::new(&layers, &plan);
        let mut worst: f64 = 0.0;
        let mut squares = (0.0, 0.0);
        for start in [0, 37, 74, 140] {
            let mut before = (plan.view(f64::from(start) / 149.0), paint_at(&mut painter, f64::from(start) / 149.0));
            for frame in start + 1..start + 8 {
                let time = f64::from(frame) / 149.0;
                let now = (plan.view(time), paint_at(&mut painter, time));
                for window in [[90, 60], [300, 150], [480, 250]] {
                    let [x, y] = deviation(&before.1.y, &now.1.y, window, &planned(&before.0, &now.0));
                    let error = x.hypot(y);
                    worst = worst.max(error);
                    squares = (squares.0 + error * error, squares.1 + 1.0);
                }
                before = now;
            }
        }
        let rms = (squares.0 / squares.1).sqrt();
        assert!(worst <= 0.1 && rms <= 0.05, "{prompt}: worst {worst:.3}, rms {rms:.3}");
    }
}

#[test]
fn painted_frames_are_close_to_the_ideal_ones() {
    for (prompt, least) in [("zoom in", 44.0), ("pan right", 44.0), ("roll left", 40.0), ("orbit right", 30.0)] {
        let plan = Plan::new(prompt, None, EXTENT, 5, 2);
        let layers = SourceLayers::new(canvas(1.35), None, &plan);
        let mut painter = Painter::new(&layers, &plan);
        for time in [0.0, 0.33, 0.5, 1.0] {
            let (view, frame) = (plan.view(time), paint_at(&mut painter, time));
            if view.has_depth() {
                // Where nothing is near or far, there is no ideal to compare with: only its smoothness.
                let rough = frame
                    .y
                    .samples
                    .chunks_exact(WIDTH)
                    .flat_map(|row| row.windows(2))
                    .filter(|pair| pair[0].abs_diff(pair[1]) > 24);
                assert_eq!(rough.count(), 0, "{prompt}");
                continue;
            }
            let map = view.to_picture();
            let squares: f64 = (0..WIDTH * HEIGHT)
                .map(|index| {
                    let ideal = pattern(map.apply(point((index % WIDTH) as f64, (index / WIDTH) as f64)));
                    (f64::from(frame.y.samples[index]) - ideal).powi(2)
                })
                .sum();
            let psnr = 10.0 * (255.0 * 255.0 * (WIDTH * HEIGHT) as f64 / squares).log10();
            assert!(psnr >= least, "{prompt} at {time}: {psnr:.1} dB");
        }
    }
}

#[test]
fn near_parts_move_against_far_ones() {
    // A bright block before a plain ground: near. A truck moves it more than the ground's faint stripes.
    let mut planes = Planes::new(WIDTH, HEIGHT);
    for (index, sample) in planes.y.samples.iter_mut().enumerate() {
        let (x, y) = (index % WIDTH, index / WIDTH);
        let block = (270..370).contains(&x) && (150..330).contains(&y);
        let wave = |size: f64| (size * ((x as f64 * 0.21).sin() + (y as f64 * 0.17).sin())) as i32;
        *sample = if block { (190 + wave(20.0)) as u8 } else { (60 + wave(6.0)) as u8 };
    }
    let plan = Plan::new("truck right", None, EXTENT, 5, 2);
    let layers = SourceLayers::new(planes, None, &plan);
    let mut painter = Painter::new(&layers, &plan);
    let (from, to) = (paint_at(&mut painter, 0.48), paint_at(&mut painter, 0.52));
    let moved = |window| deviation(&from.y, &to.y, window, &|place| place);
    let (block, ground) = (moved([296, 210]), moved([60, 40]));
    assert!(block[0] < 0.0 && ground[0] < 0.0, "{block:?} {ground:?}");
    assert!(block[0] < ground[0] - 0.3, "near {block:?}, far {ground:?}");
}

#[test]
fn a_video_ends_in_its_last_picture() {
    let plan = Plan::new("still", None, EXTENT, 5, 2);
    let mut last = Planes::new(WIDTH, HEIGHT);
    last.y.samples.fill(200);
    let layers = SourceLayers::new(canvas(1.0), Some(last), &plan);
    let mut painter = Painter::new(&layers, &plan);
    let plain = SourceLayers::new(canvas(1.0), None, &plan);
    assert_eq!(paint_at(&mut painter, 0.2), paint_at(&mut Painter::new(&plain, &plan), 0.2));
    assert!(paint_at(&mut painter, 1.0).y.samples.iter().all(|&sample| sample == 200));
    let middle = paint_at(&mut painter, 0.62);
    assert!(
        middle.y.samples.iter().any(|&sample| sample != 200) && middle.y.samples.iter().all(|&sample| sample > 100)
    );
}

/// A room of sorts: posts before a sky, a ground with texture, and something bright in the middle that is near.
fn posts() -> Planes {
    let mut planes = Planes::new(1280, 720);
    for (index, sample) in planes.y.samples.iter_mut().enumerate() {
        let (x, y) = (index % 1280, index / 1280);
        let grain = ((x as f64 * 0.9).sin() * (y as f64 * 0.7).cos() * 8.0) as i32;
        let is_near = (x as f64 - 700.0).hypot(y as f64 - 450.0) < 130.0;
        let level = if is_near {
            220
        } else if y > 430 {
            130 + grain
        } else {
            190 - y as i32 / 8
        };
        let is_post = POSTS.iter().any(|post| (*post..*post + 14).contains(&x));
        *sample = if is_post { 16 } else { level as u8 };
    }
    planes
}

const POSTS: [usize; 4] = [240, 500, 860, 1080];

/// How far the edges of the posts are from straight lines at most, in samples, and how many were found.
fn crookedness(frame: &Plane) -> (f64, usize) {
    let crossing = |row: usize, column: usize| {
        let (before, after) = (f64::from(frame.row(row)[column]), f64::from(frame.row(row)[column + 1]));
        (before > 60.0 && after <= 60.0).then(|| column as f64 + (before - 60.0) / (before - after))
    };
    let first = frame.height / 20;
    let starts: Vec<f64> = (2..frame.width - 2).filter_map(|column| crossing(first, column)).collect();
    let mut worst: f64 = 0.0;
    let mut measured = 0;
    for &start in &starts {
        let mut edge = vec![start];
        for row in first + 1..frame.height - first {
            let last = edge[edge.len() - 1];
            let near = (last as usize).saturating_sub(6).max(2)..(last as usize + 7).min(frame.width - 2);
            let found = near.filter_map(|column| crossing(row, column));
            let Some(next) = found.min_by(|a, b| (a - last).abs().total_cmp(&(b - last).abs())) else { break };
            edge.push(next);
        }
        // A slanted post may leave the frame.
        if edge.len() < frame.height / 2 {
            continue;
        }
        measured += 1;
        let count = edge.len() as f64;
        let (mean, middle) = (edge.iter().sum::<f64>() / count, (count - 1.0) / 2.0);
        let slope: f64 = edge.iter().zip(0..).map(|(x, row)| (f64::from(row) - middle) * (x - mean)).sum::<f64>()
            / (0..edge.len()).map(|row| (row as f64 - middle).powi(2)).sum::<f64>();
        let off = |(x, row): (&f64, i32)| (x - mean - slope * (f64::from(row) - middle)).abs();
        worst = edge.iter().zip(0..).map(off).fold(worst, f64::max);
    }
    (worst, measured)
}

#[test]
fn straight_lines_stay_straight() {
    for (width, height) in [(1280, 720), (3840, 2160)] {
        for prompt in ["orbit right", "truck left", "dolly in", "crane up and truck right"] {
            let plan = Plan::new(prompt, None, EXTENT, 5, 2);
            let layers = SourceLayers::new(posts(), None, &plan);
            let mut painter = Painter::new(&layers, &plan);
            for time in [0.5, 1.0] {
                let mut frame = Planes::new(width, height);
                painter.paint(time, &mut frame);
                let (worst, found) = crookedness(&frame.y);
                assert!(found >= 2, "{prompt}: {found} posts");
                let limit = 0.8 * width as f64 / 1280.0;
                assert!(worst <= limit, "{prompt} at {time}, {width} wide: {worst:.2} samples from straight");
            }
        }
    }
}

#[test]
fn a_picture_does_not_jump_when_it_comes_apart() {
    for kind in [EffectKind::Fold, EffectKind::Shatter, EffectKind::Samurai, EffectKind::Cakeify] {
        let plan = Plan::new("a static shot", Some(kind), EXTENT, 5, 2);
        let layers = SourceLayers::new(canvas(1.35), None, &plan);
        let mut painter = Painter::new(&layers, &plan);
        let is_whole =
            |frame: u32| matches!(effects::scene(kind, f64::from(frame) / 149.0, &plan.setting()), Scene::Whole(_));
        let last = (0..149).rev().find(|&frame| is_whole(frame) && !is_whole(frame + 1) && frame < 75).unwrap();
        let [whole, apart] = [last, last + 1].map(|frame| paint_at(&mut painter, f64::from(frame) / 149.0));
        let changes = whole.y.samples.iter().zip(&apart.y.samples).map(|(a, b)| f64::from(a.abs_diff(*b)));
        let mean = changes.sum::<f64>() / whole.y.samples.len() as f64;
        assert!(mean < 1.5, "{kind:?}: {mean:.2} levels after frame {last}");
    }
}
