use super::piece::{Piece, Rotation, Surface, clip};
use crate::effects::{EffectContext, Scene};
use crate::geometry::{DISTANCE, smooth};
use crate::random::Random;
use std::f64::consts::TAU;

/// When something hits the glass, in seconds.
pub(crate) const HIT: f64 = 0.6;
const RAYS: usize = 14;
const RINGS: usize = 6;

/// Something hits; cracks run outwards; the pieces come loose from the middle on and fall.
pub(crate) fn scene(time: f64, setting: &EffectContext) -> Scene {
    let extent = setting.extent;
    let now = setting.clock(time);
    if now <= HIT {
        return Scene::Whole(Vec::new());
    }
    let mut random = Random::new(setting.seed ^ 0x61a5);
    let hit = [random.between(-0.25, 0.25), random.between(-0.3, 0.1)];
    let reach = (extent.x + hit[0].abs()).hypot(extent.y + hit[1].abs()) * 1.06;
    // Corners of the net of cracks. Neighbours share them, so the pieces fit.
    let angles: Vec<f64> =
        (0..RAYS).map(|ray| (ray as f64 + random.between(-0.33, 0.33)) * TAU / RAYS as f64).collect();
    let mut net = vec![vec![hit; RAYS]];
    for ring in 1..=RINGS {
        let share = (ring as f64 / RINGS as f64).powf(1.45);
        let radius =
            |random: &mut Random| if ring == RINGS { reach * 1.3 } else { reach * share * random.between(0.82, 1.18) };
        let corner = |ray: usize| {
            let (sin, cos) = (angles[ray] + random.between(-0.05, 0.05)).sin_cos();
            let radius = radius(&mut random);
            [hit[0] + cos * radius, hit[1] + sin * radius]
        };
        net.push((0..RAYS).map(corner).collect());
    }
    let mut pieces = Vec::new();
    for ring in 0..RINGS {
        for ray in 0..RAYS {
            let next = (ray + 1) % RAYS;
            let (a, b, c, d) = (net[ring][ray], net[ring + 1][ray], net[ring + 1][next], net[ring][next]);
            for triangle in [vec![a, b, c], vec![a, c, d]] {
                let fate = Fate::draw(&mut random);
                if let Some(piece) = shard(triangle, hit, reach, now, setting, &fate) {
                    pieces.push(piece);
                }
            }
        }
    }
    pieces.sort_by(|(a, _), (b, _)| b.total_cmp(a));
    Scene::Pieces(pieces.into_iter().map(|(_, piece)| piece).collect())
}

/// The random properties of a shard, drawn once so that they are the same in every frame.
struct Fate {
    late: f64,
    spin: [f64; 3],
    aside: f64,
    forward: f64,
    gleam: f64,
    stays: bool,
}

impl Fate {
    fn draw(random: &mut Random) -> Self {
        Self {
            late: random.between(0.0, 0.7),
            spin: [random.between(-1.2, 1.2), random.between(-1.8, 1.8), random.between(-2.2, 1.2)],
            aside: random.between(-0.25, 0.25),
            forward: random.between(-0.9, 0.2),
            gleam: random.between(-0.05, 0.1),
            stays: random.unit() < 0.6,
        }
    }
}

fn shard(
    triangle: Vec<[f64; 2]>,
    hit: [f64; 2],
    reach: f64,
    now: f64,
    setting: &EffectContext,
    fate: &Fate,
) -> Option<(f64, Piece)> {
    let mut outline = triangle;
    for (axis, limit) in [(0, setting.extent.x), (1, setting.extent.y)] {
        outline = clip(&outline, |point| limit - point[axis]);
        outline = clip(&outline, |point| limit + point[axis]);
    }
    if outline.len() < 3 {
        return None;
    }
    let count = outline.len() as f64;
    let middle = [0, 1].map(|axis| outline.iter().map(|point| point[axis]).sum::<f64>() / count);
    let out = [middle[0] - hit[0], middle[1] - hit[1]];
    let distance = out[0].hypot(out[1]);
    let cracked = smooth((now - HIT - distance / reach * 0.18) * 14.0);
    let age = (now - HIT - 0.35 - distance / reach * 1.9 - fate.late).max(0.0);
    // Some of the outer ones stay in the frame.
    let age = if fate.stays && distance > 0.5 * reach { 0.0 } else { age };
    let blow = 0.5 * (1.0 - distance / reach).max(0.0) * (1.0 - (-2.0 * age).exp());
    let goal = [
        middle[0] + fate.aside * age + out[0] / distance.max(0.05) * blow,
        middle[1] + 0.62 * age * age + out[1] / distance.max(0.05) * blow * 0.5,
        fate.forward * age,
    ];
    // Cracked glass settles a little before it falls.
    let settle = 0.012 * cracked;
    let turn = Rotation {
        roll: fate.spin[0] * age + settle * fate.spin[0],
        yaw: fate.spin[1] * age + settle * fate.spin[1],
        pitch: fate.spin[2] * age + settle * fate.spin[2],
    };
    if goal[1] > setting.extent.y + 1.5 || goal[2] < -0.8 * DISTANCE {
        return None;
    }
    // The crack itself: each piece is a hair smaller than its hole.
    let shrink = 1.0 - 0.02 * cracked;
    let outline =
        outline.iter().map(|point| [0, 1].map(|axis| middle[axis] + (point[axis] - middle[axis]) * shrink)).collect();
    let light = turn.light() + fate.gleam * cracked;
    Some((goal[2], Piece::new(Surface::Picture, outline, turn.about(middle, goal, DISTANCE)).lit(light)))
}
