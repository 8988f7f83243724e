use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha12Rng;

const WIDTH: u32 = 1280;
const HEIGHT: u32 = 720;

/// A picture for a video made from a prompt only: hills under a sky with a sun or moon, in colours derived from the prompt.
/// It does not show what the prompt describes, but is the same for the same prompt and seed.
pub fn text_picture(prompt: &str, seed: u64) -> Vec<u8> {
    let mut random = ChaCha12Rng::seed_from_u64(seed ^ fnv1a(prompt));
    let hue: f32 = random.random_range(0.0..360.0);
    let sky_top = colour(hue + 200.0, 0.45, 0.35);
    let sky_bottom = colour(hue + 20.0, 0.55, 0.85);
    let light = colour(hue + 40.0, 0.35, 1.0);
    let (light_x, light_y) = (random.random_range(0.2..0.8f32), random.random_range(0.15..0.45f32));
    let radius: f32 = random.random_range(0.05..0.11);
    let hills: Vec<Hill> = (0..5).map(|layer| Hill::new(layer, hue, &mut random)).collect();

    let picture = RgbImage::from_fn(WIDTH, HEIGHT, |column, row| {
        let x = column as f32 / WIDTH as f32;
        let y = row as f32 / HEIGHT as f32;
        let aspect = WIDTH as f32 / HEIGHT as f32;
        let distance = ((x - light_x) * aspect).hypot(y - light_y);
        let glow = (1.0 - (distance - radius) * 2.2).clamp(0.0, 1.0).powi(3);
        let disc = ((radius - distance) * HEIGHT as f32).clamp(0.0, 1.0);
        let mut pixel = mix(mix(sky_top, sky_bottom, y), light, (glow * 0.5).max(disc));
        for hill in &hills {
            let inside = ((y - hill.edge(x)) * HEIGHT as f32).clamp(0.0, 1.0);
            pixel = mix(pixel, hill.colour, inside);
        }
        Rgb(pixel.map(|channel| (channel * 255.0).round() as u8))
    });
    let mut file = Cursor::new(Vec::new());
    // Writing to memory cannot fail. An empty file would fail the job with a reason, as any damaged picture does.
    drop(picture.write_to(&mut file, ImageFormat::Png));
    file.into_inner()
}

struct Hill {
    base: f32,
    waves: [(f32, f32, f32); 3],
    colour: [f32; 3],
}

impl Hill {
    fn new(layer: u8, hue: f32, random: &mut ChaCha12Rng) -> Self {
        let depth = f32::from(layer) / 4.0;
        let waves = [3.0, 7.0, 17.0].map(|frequency: f32| {
            (frequency * random.random_range(0.7..1.4), random.random_range(0.0..6.3), 0.12 / frequency.sqrt())
        });
        Self { base: 0.5 + 0.11 * f32::from(layer), waves, colour: colour(hue + 200.0, 0.5, 0.55 - 0.45 * depth) }
    }

    fn edge(&self, x: f32) -> f32 {
        self.base + self.waves.iter().map(|(rate, phase, height)| (x * rate + phase).sin() * height).sum::<f32>()
    }
}

fn mix(from: [f32; 3], to: [f32; 3], share: f32) -> [f32; 3] {
    std::array::from_fn(|channel| from[channel] + (to[channel] - from[channel]) * share)
}

/// Hue in degrees, saturation and value from 0 to 1.
fn colour(hue: f32, saturation: f32, value: f32) -> [f32; 3] {
    [5.0, 3.0, 1.0].map(|offset| {
        let k = (offset + hue / 60.0).rem_euclid(6.0);
        value - value * saturation * k.min(4.0 - k).clamp(0.0, 1.0)
    })
}

/// FNV-1a; the standard hasher may change between compilers.
pub fn fnv1a(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}
