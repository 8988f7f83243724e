//! Measures how fast videos are rendered, next to ffmpeg making the same move, and prints one JSON object.
//!
//! `cargo run --release -p akool-renderer --example bench -- [--runs 3] [--only 720p,1080p]`
//!
//! Each measurement is a process of its own, timed from start to end; the renderer and its peers alternate, and the best run
//! of each counts. Without ffmpeg the peers stay empty.
//!
//! The quality rows compare decoded videos with the frames that a perfect encoder would deliver, beside x264 `veryfast` at the
//! same size.

use akool_renderer::{EffectKind, Quality, RenderJob, Sound, encoder_note, paint_frames, render};
use image::codecs::jpeg::JpegEncoder;
use image::{Rgb, RgbImage};
use serde_json::{Map, Value, json};
use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs};

const SECONDS: u32 = 5;
const FRAMES: u32 = 150;
/// How much nearer the picture is at the end.
const ZOOM: f64 = 1.3;
const RESOLUTIONS: [(&str, u32, u32); 3] = [("720p", 1280, 720), ("1080p", 1920, 1080), ("4k", 3840, 2160)];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [mode, picture, short_side, effect] = arguments.as_slice()
        && mode == "--render"
    {
        return render_one(Path::new(picture), short_side.parse()?, EffectKind::from_slug(effect));
    }
    let (mut runs, mut only) = (3, None);
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        let value = rest.next().ok_or(format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--runs" => runs = value.parse()?,
            "--only" => only = Some(value.split(',').map(str::to_owned).collect::<Vec<_>>()),
            _ => return Err(format!("unknown argument {argument}; known are --runs and --only").into()),
        }
    }
    if let Some(note) = encoder_note() {
        eprintln!("{note}");
    }
    let folder = Folder::new()?;
    let picture = folder.0.join("picture.jpg");
    fs::write(&picture, draw_picture()?)?;
    let has_ffmpeg = Command::new("ffmpeg").arg("-version").output().is_ok_and(|output| output.status.success());
    if !has_ffmpeg {
        eprintln!("ffmpeg was not found: there is nothing to compare with");
    }
    let mut rows = Vec::new();
    for (name, width, height) in RESOLUTIONS {
        if only.as_ref().is_none_or(|only| only.iter().any(|wanted| wanted == name)) {
            rows.extend(measure(name, width, height, &picture, &folder.0, runs, has_ffmpeg)?);
        }
    }
    if only.as_ref().is_none_or(|only| only.iter().any(|wanted| wanted == "quality")) && has_ffmpeg {
        rows.extend(measure_quality(&picture, &folder.0)?);
    }
    println!("{}", json!({ "area": "render", "rows": rows }));
    Ok(())
}

/// A folder that is gone when the measurement is over.
struct Folder(PathBuf);

impl Folder {
    fn new() -> std::io::Result<Self> {
        let path = env::temp_dir().join(format!("akool-renderer-bench-{}", std::process::id()));
        fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // Nothing depends on it; the system clears its temporary folder in time.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn job(picture: &Path, short_side: u32, effect: Option<EffectKind>) -> Result<RenderJob, Box<dyn Error>> {
    Ok(RenderJob {
        image: fs::read(picture)?,
        last_image: None,
        prompt: "zoom in".to_owned(),
        effect,
        short_side,
        seconds: SECONDS,
        sound: Sound::Generated,
        seed: 1,
        quality: Quality::Full,
    })
}

/// Makes one video in this process and says how much memory that took at most.
fn render_one(picture: &Path, short_side: u32, effect: Option<EffectKind>) -> Result<(), Box<dyn Error>> {
    let rendered = render(&job(picture, short_side, effect)?, &|_| ())?;
    println!("{} {}", peak_megabytes().unwrap_or(0.0), rendered.mp4.len());
    Ok(())
}

/// SSIM and PSNR of a 720p zoom against its ideal frames.
fn measure_quality(picture: &Path, folder: &Path) -> Result<Vec<Value>, Box<dyn Error>> {
    eprintln!("quality");
    let job = RenderJob { sound: Sound::Silent, seconds: 3, ..job(picture, 720, None)? };
    let (ideal, ours, peer) = (folder.join("ideal.yuv"), folder.join("ours.mp4"), folder.join("peer.mp4"));
    let mut file = BufWriter::new(File::create(&ideal)?);
    let mut written = Ok(());
    let (width, height) = paint_frames(&job, &mut |planes| {
        for plane in planes {
            if written.is_ok() {
                written = file.write_all(plane);
            }
        }
    })?;
    written?;
    file.flush()?;
    fs::write(&ours, render(&job, &|_| ())?.mp4)?;
    let bytes = fs::metadata(&ours)?.len();
    let size = format!("{width}x{height}");
    let raw = ["-f", "rawvideo", "-pix_fmt", "yuv420p", "-r", "30", "-s", &size];
    let rate = (bytes * 8 / u64::from(job.seconds)).to_string();
    for pass in ["1", "2"] {
        let status = Command::new("ffmpeg")
            .args(["-v", "error", "-y"])
            .args(raw)
            .arg("-i")
            .arg(&ideal)
            .args(["-c:v", "libx264", "-preset", "veryfast", "-threads", "2", "-b:v", &rate, "-pass", pass])
            .arg("-passlogfile")
            .arg(folder.join("passes"))
            .arg(&peer)
            .stdin(Stdio::null())
            .status()?;
        if !status.success() {
            return Err("x264 failed".into());
        }
    }
    let peer_bytes = fs::metadata(&peer)?.len();
    let compare = |video: &Path, filter: &str, label: &str| -> Result<f64, Box<dyn Error>> {
        let output = Command::new("ffmpeg")
            .arg("-i")
            .arg(video)
            .args(raw)
            .arg("-i")
            .arg(&ideal)
            .args(["-an", "-lavfi", filter, "-f", "null", "-"])
            .stdin(Stdio::null())
            .output()?;
        let text = String::from_utf8_lossy(&output.stderr).into_owned();
        let figure = text.rsplit(label).next().and_then(|rest| rest.split_whitespace().next());
        Ok(figure.ok_or("ffmpeg measured nothing")?.parse()?)
    };
    let mut rows = vec![json!({
        "name": "size_kb.quality", "unit": "kB", "ours": bytes / 1000, "peers": { "x264-veryfast": peer_bytes / 1000 }
    })];
    for (name, unit, filter, label) in [("ssim", "", "ssim", "All:"), ("psnr", "dB", "psnr", "average:")] {
        let (of_ours, of_peer) = (compare(&ours, filter, label)?, compare(&peer, filter, label)?);
        rows.push(json!({
            "name": format!("{name}.720p"), "unit": unit, "ours": of_ours, "peers": { "x264-veryfast": of_peer }
        }));
    }
    Ok(rows)
}

/// The most memory this process had, as Linux tells it.
fn peak_megabytes() -> Option<f64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<f64>().ok()? / 1024.0)
}

fn measure(
    name: &str,
    width: u32,
    height: u32,
    picture: &Path,
    folder: &Path,
    runs: u32,
    has_ffmpeg: bool,
) -> Result<Vec<Value>, Box<dyn Error>> {
    let (mut ours, mut of_cake, mut megabytes) = (f64::MAX, f64::MAX, 0.0f64);
    let run_ours = |effect: &str| -> Result<(f64, f64), Box<dyn Error>> {
        let started = Instant::now();
        let output = Command::new(env::current_exe()?)
            .arg("--render")
            .arg(picture)
            .args([&height.to_string(), effect])
            .output()?;
        let seconds = started.elapsed().as_secs_f64();
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        let figures = String::from_utf8(output.stdout)?;
        Ok((seconds, figures.split_whitespace().next().unwrap_or("0").parse()?))
    };
    let mut peers: Vec<(&str, f64)> = Vec::new();
    if has_ffmpeg {
        peers = vec![("ffmpeg-perspective", f64::MAX), ("ffmpeg-zoompan", f64::MAX)];
    }
    for run in 1..=runs {
        eprintln!("{name}: run {run} of {runs}");
        for (effect, best) in [("none", &mut ours), ("cakeify", &mut of_cake)] {
            let (seconds, peak) = run_ours(effect)?;
            *best = best.min(seconds);
            megabytes = megabytes.max(peak);
        }
        for (peer, best) in &mut peers {
            let filter = if *peer == "ffmpeg-zoompan" { zoompan(width, height) } else { perspective(width, height) };
            *best = best.min(time_ffmpeg(picture, &filter, &folder.join("peer.mp4"))?);
        }
    }
    let peers_as = |figure: &dyn Fn(f64) -> f64| -> Map<String, Value> {
        peers.iter().map(|(peer, seconds)| ((*peer).to_owned(), json!(rounded(figure(*seconds))))).collect()
    };
    let speed = |seconds: f64| f64::from(SECONDS) / seconds;
    Ok(vec![
        json!({ "name": format!("wall_s.{name}"), "unit": "s", "ours": rounded(ours), "peers": peers_as(&|seconds| seconds) }),
        json!({ "name": format!("cakeify_x.{name}"), "unit": "times a plain video", "ours": rounded(of_cake / ours), "peers": {} }),
        json!({ "name": format!("speed_x.{name}"), "unit": "times real time", "ours": rounded(speed(ours)), "peers": peers_as(&speed) }),
        json!({ "name": format!("peak_mib.{name}"), "unit": "MiB", "ours": rounded(megabytes), "peers": {} }),
    ])
}

fn rounded(figure: f64) -> f64 {
    (figure * 1000.0).round() / 1000.0
}

fn time_ffmpeg(picture: &Path, filter: &str, target: &Path) -> Result<f64, Box<dyn Error>> {
    let started = Instant::now();
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-i"])
        .arg(picture)
        .args(["-f", "lavfi", "-i", "sine=frequency=220:sample_rate=48000"])
        .args(["-vf", filter, "-filter_threads", "2", "-r", "30", "-t", &SECONDS.to_string()])
        .args(["-c:v", "libx264", "-preset", "ultrafast", "-threads", "2", "-pix_fmt", "yuv420p", "-c:a", "aac"])
        .arg(target)
        .stdin(Stdio::null())
        .status()?;
    if !status.success() {
        return Err("ffmpeg failed".into());
    }
    Ok(started.elapsed().as_secs_f64())
}

/// The smooth way: a perspective map with cubic interpolation, worked out anew for each frame.
fn perspective(width: u32, height: u32) -> String {
    let margin = |side: &str| format!("{side}/2*(1-1/pow({ZOOM},on/{}))", FRAMES - 1);
    let (x, y) = (margin("W"), margin("H"));
    format!(
        "scale={width}:{height}:flags=bicubic,loop=loop={}:size=1:start=0,setpts=N/30/TB,\
         perspective=x0='{x}':y0='{y}':x1='W-{x}':y1='{y}':x2='{x}':y2='H-{y}':x3='W-{x}':y3='H-{y}':\
         interpolation=cubic:sense=source:eval=frame",
        FRAMES - 1
    )
}

/// The usual way, which moves by whole samples.
fn zoompan(width: u32, height: u32) -> String {
    let (large_width, large_height) = (width * 27 / 20, height * 27 / 20);
    format!(
        "scale={large_width}:{large_height}:flags=bicubic,zoompan=z='pow({ZOOM},on/{})':x='iw/2-iw/zoom/2':\
         y='ih/2-ih/zoom/2':d={FRAMES}:s={width}x{height}:fps=30",
        FRAMES - 1
    )
}

/// An ordinary picture of 12 megapixels: soft parts, edges, and fine grain.
fn draw_picture() -> Result<Vec<u8>, image::ImageError> {
    let (width, height) = (4608, 2592);
    let picture = RgbImage::from_fn(width, height, |column, row| {
        let (x, y) = (f64::from(column) / f64::from(height), f64::from(row) / f64::from(height));
        let hill = 0.6 + 0.08 * (x * 4.1).sin() + 0.03 * (x * 17.0).sin();
        let house = y < hill + 0.05 && y > hill - 0.13 && (x * 6.0).fract() < 0.55;
        let grain = (x * 311.0 + y * 127.0).sin() * (y * 523.0 - x * 89.0).cos();
        let noise = f64::from(
            (column.wrapping_mul(0x9e37_79b1) ^ row.wrapping_mul(0x85eb_ca77)).wrapping_mul(0xc2b2_ae35) >> 24,
        );
        let speck = (noise - 127.5) / 127.5;
        let color = if house {
            let lit = ((x * 60.0).fract() < 0.5) && ((y * 40.0).fract() < 0.6);
            if lit { [235.0, 190.0, 110.0] } else { [96.0, 74.0, 68.0 + 8.0 * grain] }
        } else if y > hill {
            [58.0 + 34.0 * grain, 96.0 + 40.0 * grain, 44.0 + 22.0 * grain]
        } else {
            [96.0 + 110.0 * y, 140.0 + 70.0 * y, 208.0 - 20.0 * y + 10.0 * (x * 7.0 + (y * 9.0).sin()).sin()]
        };
        Rgb(color.map(|level| (level + 3.0 * speck).clamp(0.0, 255.0) as u8))
    });
    let mut file = Vec::new();
    JpegEncoder::new_with_quality(&mut file, 90).encode_image(&picture)?;
    Ok(file)
}
