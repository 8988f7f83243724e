use super::planes::Planes;
use crate::random::Random;

/// About the shape of a cake's cut side.
const WIDTH: usize = 224;
const HEIGHT: usize = 672;

/// The inside of a cake, from its icing to its bottom: bands of one colour, and how crumbly each is.
const BANDS: [(f64, [f64; 3], f64); 10] = [
    (0.07, [250.0, 244.0, 236.0], 2.0),
    (0.26, [226.0, 178.0, 112.0], 15.0),
    (0.30, [252.0, 246.0, 236.0], 2.5),
    (0.335, [176.0, 34.0, 46.0], 9.0),
    (0.53, [222.0, 172.0, 106.0], 15.0),
    (0.575, [252.0, 246.0, 236.0], 2.5),
    (0.77, [120.0, 72.0, 44.0], 13.0),
    (0.81, [250.0, 240.0, 228.0], 2.5),
    (0.96, [224.0, 174.0, 108.0], 15.0),
    (1.01, [150.0, 96.0, 54.0], 10.0),
];

/// Paints the inside of a cake.
pub(crate) fn cake() -> Planes {
    let mut planes = Planes::new(WIDTH, HEIGHT);
    let mut random = Random::new(0xcafe);
    let crumbs = crumbs(&mut random);
    for row in 0..HEIGHT {
        for column in 0..WIDTH {
            let across = column as f64 / WIDTH as f64;
            // No layer is quite level.
            let sag = 0.006 * (across * 9.0).sin() + 0.003 * (across * 23.0 + 1.0).sin();
            let down = row as f64 / HEIGHT as f64 + sag;
            let (color, crumbly) = layer(down);
            let grain = random.between(-0.25, 0.25) + crumbs[row * WIDTH + column];
            put(&mut planes, column, row, color.map(|level| (level + grain * crumbly).clamp(0.0, 255.0)));
        }
    }
    planes
}

/// Pores and crumbs of several sizes.
fn crumbs(random: &mut Random) -> Vec<f64> {
    let mut crumbs = vec![0.0; WIDTH * HEIGHT];
    for _ in 0..5_200 {
        let (x, y) = (random.between(0.0, WIDTH as f64), random.between(0.0, HEIGHT as f64));
        let (radius, depth) = (random.between(0.7, 2.8), random.between(-2.6, 0.9));
        for row in (y - radius).max(0.0) as usize..((y + radius) as usize + 1).min(HEIGHT) {
            for column in (x - radius).max(0.0) as usize..((x + radius) as usize + 1).min(WIDTH) {
                let distance = (column as f64 - x).hypot((row as f64 - y) * 1.2);
                crumbs[row * WIDTH + column] += depth * (1.0 - distance / radius).max(0.0);
            }
        }
    }
    crumbs
}

/// Colour and crumbliness at a height; adjacent layers blend within a sample or two.
fn layer(down: f64) -> ([f64; 3], f64) {
    const SOFT: f64 = 1.5 / HEIGHT as f64;
    let index = BANDS.iter().position(|band| down < band.0).unwrap_or(BANDS.len() - 1);
    let (end, color, crumbly) = BANDS[index];
    let (_, next, _) = BANDS[(index + 1).min(BANDS.len() - 1)];
    let share = (1.0 - (end - down) / SOFT).clamp(0.0, 1.0);
    ([0, 1, 2].map(|channel| color[channel] + (next[channel] - color[channel]) * share), crumbly)
}

fn put(planes: &mut Planes, column: usize, row: usize, color: [f64; 3]) {
    let [y, u, v] = to_yuv(color);
    planes.y.samples[row * WIDTH + column] = y;
    if row.is_multiple_of(2) && column.is_multiple_of(2) {
        planes.u.samples[row / 2 * (WIDTH / 2) + column / 2] = u;
        planes.v.samples[row / 2 * (WIDTH / 2) + column / 2] = v;
    }
}

/// BT.709, limited range.
pub(crate) fn to_yuv([red, green, blue]: [f64; 3]) -> [u8; 3] {
    let luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    let y = 16.0 + luma * 219.0 / 255.0;
    let u = 128.0 + (blue - luma) / 1.8556 * 224.0 / 255.0;
    let v = 128.0 + (red - luma) / 1.5748 * 224.0 / 255.0;
    [y, u, v].map(|level| level.round().clamp(0.0, 255.0) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_become_video_levels() {
        assert_eq!(to_yuv([0.0; 3]), [16, 128, 128]);
        assert_eq!(to_yuv([255.0; 3]), [235, 128, 128]);
        assert_eq!(to_yuv([255.0, 0.0, 0.0]), [63, 102, 240]);
    }

    #[test]
    fn a_cake_has_light_and_dark_layers() {
        let cake = cake();
        let level = |down: f64| {
            let row = cake.y.row((down * HEIGHT as f64) as usize);
            row.iter().map(|&sample| u32::from(sample)).sum::<u32>() / WIDTH as u32
        };
        assert!(level(0.03) > level(0.2) && level(0.2) > level(0.65));
    }
}
