//! Renders one picture from the command line.
//!
//! `cargo run --release -p akool-renderer --example render -- photo.jpg video.mp4 --prompt "slow zoom in, pan left"`

use akool_renderer::{EffectKind, Quality, RenderJob, Sound, render};
use std::error::Error;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let mut job = RenderJob {
        image: Vec::new(),
        last_image: None,
        prompt: String::new(),
        effect: None,
        short_side: 720,
        seconds: 5,
        sound: Sound::Generated,
        seed: 1,
        quality: Quality::Full,
    };
    let mut paths = Vec::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{argument} needs a value"));
        match argument.as_str() {
            "--prompt" => job.prompt = value()?,
            "--effect" => {
                let slug = value()?;
                job.effect = Some(EffectKind::from_slug(&slug).ok_or(format!("no effect is called {slug}"))?);
            }
            "--short-side" => job.short_side = value()?.parse()?,
            "--seconds" => job.seconds = value()?.parse()?,
            "--seed" => job.seed = value()?.parse()?,
            "--last" => job.last_image = Some(fs::read(value()?)?),
            "--sound" => job.sound = Sound::Custom(fs::read(value()?)?),
            "--silent" => job.sound = Sound::Silent,
            "--list-effects" => {
                EffectKind::ALL.iter().for_each(|kind| println!("{}", kind.slug()));
                return Ok(());
            }
            "--preview" => job.quality = Quality::Preview,
            _ => paths.push(argument),
        }
    }
    let [image, video] = paths.as_slice() else {
        return Err(
            "usage: render <picture> <video.mp4> [--prompt … | --effect …] [--short-side 720] [--seconds 5]".into()
        );
    };
    job.image = fs::read(image)?;
    let rendered = render(&job, &|share| eprint!("\r{:3.0} %", share * 100.0))?;
    fs::write(video, &rendered.mp4)?;
    eprintln!(
        "\r{}×{}, {} s, {} bytes",
        rendered.width,
        rendered.height,
        rendered.duration_seconds,
        rendered.mp4.len()
    );
    Ok(())
}
