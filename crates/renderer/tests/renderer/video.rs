//! The pictures of finished videos.

use crate::film::Film;
use crate::jobs::preview;
use crate::pictures;
use akool_renderer::{EffectKind, Quality, RenderJob, Sound, render};
use image::{Rgb, RgbImage};

#[test]
fn a_full_video_has_the_nominal_short_side_the_pictures_aspect_and_both_tracks_in_full() {
    let job = RenderJob {
        quality: Quality::Full,
        prompt: "zoom in, pan left".to_owned(),
        sound: Sound::Generated,
        ..preview(pictures::jpeg(&pictures::landscape(960, 640)))
    };
    let rendered = render(&job, &|_| ()).unwrap();
    assert_eq!((rendered.width, rendered.height, rendered.duration_seconds), (1080, 720, 5.0));
    let film = Film::decode(&rendered.mp4);
    assert_eq!((film.frames.len(), film.frames[0].width, film.frames[0].height), (150, 1080, 720));
    // Every frame differs from the last, but for a few where the camera sets off and stops softly.
    assert!(film.frames.windows(2).filter(|pair| pair[0].difference(&pair[1]) > 0.05).count() >= 140);
    assert!(film.frames[0].difference(&film.frames[149]) > 5.0);
    assert_eq!((film.rate, film.channels.len()), (48_000, 2));
    assert!(film.loudness(0.5, 4.5) > 0.005);
}

#[test]
fn pictures_and_sound_end_together_within_a_frame() {
    for (seconds, quality) in [(5, Quality::Preview), (10, Quality::Preview), (1, Quality::Full)] {
        let job =
            RenderJob { seconds, quality, short_side: 64, ..preview(pictures::png(&pictures::landscape(96, 64))) };
        let rendered = render(&job, &|_| ()).unwrap();
        let film = Film::decode(&rendered.mp4);
        let nominal = f64::from(seconds);
        assert_eq!((film.video_seconds, film.sound_seconds, rendered.duration_seconds), (nominal, nominal, nominal));
        assert_eq!((film.video_media_seconds, film.sound_media_seconds), (nominal, nominal));
        assert_eq!(film.channels[0].len(), (nominal * f64::from(film.rate)) as usize);
    }
}

#[test]
fn the_index_comes_before_the_data() {
    let file = render(&preview(pictures::png(&pictures::landscape(96, 64))), &|_| ()).unwrap().mp4;
    let mut names = Vec::new();
    let mut rest = file.as_slice();
    while let Some((size, after)) = rest.split_first_chunk::<4>() {
        names.push(String::from_utf8(after[..4].to_vec()).unwrap());
        rest = &rest[u32::from_be_bytes(*size) as usize..];
    }
    assert_eq!(names, ["ftyp", "moov", "mdat"]);
    let colour = file.windows(19).find(|window| &window[4..12] == b"colrnclx").expect("a colour box");
    assert_eq!(colour[12..], [0, 1, 0, 1, 0, 1, 0], "BT.709, limited range");
}

#[test]
fn every_effect_moves_all_the_time_and_no_two_look_alike() {
    let image = pictures::png(&pictures::landscape(320, 200));
    let films: Vec<(EffectKind, Film)> = EffectKind::ALL
        .into_iter()
        .map(|kind| {
            let job = RenderJob { effect: Some(kind), ..preview(image.clone()) };
            (kind, Film::decode(&render(&job, &|_| ()).unwrap().mp4))
        })
        .collect();
    for (kind, film) in &films {
        let moved = film.frames.iter().skip(10).map(|frame| frame.difference(&film.frames[0])).fold(0.0, f64::max);
        assert!(moved > 4.0, "{kind:?} moves by {moved}");
        let changes = film.frames.windows(2).filter(|pair| pair[0].difference(&pair[1]) > 0.02).count();
        assert!(changes > film.frames.len() / 2, "{kind:?}: {changes}");
    }
    for (index, (kind, film)) in films.iter().enumerate() {
        for (other, other_film) in &films[index + 1..] {
            let apart = film.frames.iter().zip(&other_film.frames).map(|(a, b)| a.difference(b)).fold(0.0, f64::max);
            assert!(apart > 4.0, "{kind:?} and {other:?} differ by {apart}");
        }
    }
}

#[test]
fn the_prompt_moves_the_camera() {
    let image = pictures::png(&pictures::landscape(320, 180));
    let film = |prompt: &str| {
        let job = RenderJob { prompt: prompt.to_owned(), ..preview(image.clone()) };
        Film::decode(&render(&job, &|_| ()).unwrap().mp4)
    };
    let still = film("a static shot");
    assert!(still.frames.iter().all(|frame| frame.difference(&still.frames[0]) < 1.0));
    for prompt in ["zoom in", "zoom out", "pan left", "tilt up", "orbit", "roll", "spin", "shake", "dolly in", "sway"] {
        let moved = film(prompt);
        let farthest = moved.frames.iter().map(|frame| frame.difference(&moved.frames[0])).fold(0.0, f64::max);
        assert!(farthest > 2.0, "{prompt}: {farthest}");
    }
}

#[test]
fn colours_are_preserved() {
    for (color, luma, chroma) in [([255, 255, 255], 235.0, [128.0, 128.0]), ([255, 0, 0], 63.0, [102.0, 240.0])] {
        let image = pictures::png(&RgbImage::from_pixel(64, 64, Rgb(color)));
        let film = Film::decode(&render(&preview(image), &|_| ()).unwrap().mp4);
        let frame = &film.frames[20];
        assert!((frame.mean(0.0, 0.0, 1.0, 1.0) - luma).abs() < 1.5);
        assert!((0..2).all(|plane| (frame.chroma[plane] - chroma[plane]).abs() < 1.5));
    }
}

#[test]
fn png_jpeg_and_webp_give_the_same_video() {
    let picture = pictures::landscape(160, 120);
    let first = |image: Vec<u8>| Film::decode(&render(&preview(image), &|_| ()).unwrap().mp4).frames.remove(0);
    let reference = first(pictures::png(&picture));
    assert!(reference.difference(&first(pictures::jpeg(&picture))) < 2.5);
    assert!(reference.difference(&first(pictures::webp(&picture))) < 0.5);
}

#[test]
fn every_orientation_is_respected() {
    // Upright, the upper left quarter is the brightest and the lower left the next.
    let upright = RgbImage::from_fn(128, 96, |x, y| match (x < 64, y < 48) {
        (true, true) => Rgb([250; 3]),
        (true, false) => Rgb([170; 3]),
        (false, true) => Rgb([90; 3]),
        (false, false) => Rgb([10; 3]),
    });
    use image::imageops::{flip_horizontal, flip_vertical, rotate90, rotate180, rotate270};
    // How a camera would have stored it, so that turning it as the number says brings it upright.
    let stored = [
        (1, upright.clone()),
        (2, flip_horizontal(&upright)),
        (3, rotate180(&upright)),
        (4, flip_vertical(&upright)),
        (5, rotate90(&flip_vertical(&upright))),
        (6, rotate270(&upright)),
        (7, rotate270(&flip_vertical(&upright))),
        (8, rotate90(&upright)),
    ];
    for (orientation, picture) in stored {
        let job =
            RenderJob { prompt: "still".to_owned(), ..preview(pictures::jpeg_with_orientation(&picture, orientation)) };
        let rendered = render(&job, &|_| ()).unwrap();
        assert_eq!((rendered.width, rendered.height), (128, 96), "orientation {orientation}");
        let frame = &Film::decode(&rendered.mp4).frames[0];
        let quarters = [
            frame.mean(0.1, 0.1, 0.4, 0.4),
            frame.mean(0.1, 0.6, 0.4, 0.9),
            frame.mean(0.6, 0.1, 0.9, 0.4),
            frame.mean(0.6, 0.6, 0.9, 0.9),
        ];
        assert!(quarters.windows(2).all(|pair| pair[0] > pair[1] + 30.0), "orientation {orientation}: {quarters:?}");
    }
}

#[test]
fn a_video_fades_over_to_a_last_picture_of_any_shape() {
    let first = pictures::png(&RgbImage::from_pixel(160, 90, Rgb([200, 200, 200])));
    let last = pictures::png(&RgbImage::from_pixel(90, 160, Rgb([20, 20, 20])));
    let job = RenderJob { last_image: Some(last), ..preview(first) };
    let film = Film::decode(&render(&job, &|_| ()).unwrap().mp4);
    let levels: Vec<f64> = film.frames.iter().map(|frame| frame.mean(0.0, 0.0, 1.0, 1.0)).collect();
    assert!(levels[0] > 180.0 && levels[levels.len() - 1] < 40.0);
    assert!(levels.windows(2).all(|pair| pair[1] < pair[0] + 1.0), "{levels:?}");
    assert!(levels.iter().filter(|level| (60.0..160.0).contains(*level)).count() >= 5);
}

#[test]
fn the_cover_is_a_picture_of_the_videos_shape() {
    let rendered = render(&preview(pictures::png(&pictures::landscape(300, 200))), &|_| ()).unwrap();
    let cover = image::load_from_memory(&rendered.cover_jpeg).unwrap().to_rgb8();
    assert_eq!((cover.width(), cover.height()), (rendered.width, rendered.height));
    let sky = cover.get_pixel(cover.width() / 4, cover.height() / 8);
    assert!(sky[2] > sky[0], "the sky is blue: {sky:?}");
}

#[test]
fn an_effects_cover_shows_the_effect() {
    let image = pictures::png(&pictures::landscape(300, 200));
    let cover = |effect| {
        let job = RenderJob { effect, prompt: "still".to_owned(), ..preview(image.clone()) };
        image::load_from_memory(&render(&job, &|_| ()).unwrap().cover_jpeg).unwrap().to_luma8()
    };
    let plain = cover(None);
    for kind in EffectKind::ALL {
        let shown = cover(Some(kind));
        let sum: u64 = plain.iter().zip(shown.iter()).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        assert!(sum as f64 / plain.len() as f64 > 3.0, "{kind:?}");
    }
}

#[test]
fn extreme_shapes_are_cropped_and_still_rendered() {
    for (width, height, video) in [(2_000, 8, (224, 96)), (8, 1_500, (96, 224)), (8, 8, (96, 96))] {
        let image = pictures::png(&pictures::landscape(width, height));
        let rendered = render(&preview(image), &|_| ()).unwrap();
        assert_eq!((rendered.width, rendered.height), video);
        assert_eq!(Film::decode(&rendered.mp4).frames.len(), 50);
    }
}
