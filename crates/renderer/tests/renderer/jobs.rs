//! What is asked for, and many askers at once.

use crate::pictures;
use akool_renderer::{EffectKind, Quality, RenderErrorKind, RenderJob, Sound, render};
use std::cell::RefCell;
use std::thread;

/// A small job, quick to render.
pub fn preview(image: Vec<u8>) -> RenderJob {
    RenderJob {
        image,
        last_image: None,
        prompt: "zoom in".to_owned(),
        effect: None,
        short_side: 720,
        seconds: 5,
        sound: Sound::Silent,
        seed: 1,
        quality: Quality::Preview,
    }
}

fn landscape() -> Vec<u8> {
    pictures::png(&pictures::landscape(320, 180))
}

#[test]
fn the_same_job_gives_the_same_file_and_another_seed_may_give_another() {
    let job = RenderJob { prompt: String::new(), sound: Sound::Generated, ..preview(landscape()) };
    let file = |job: &RenderJob| render(job, &|_| ()).unwrap().mp4;
    assert_eq!(file(&job), file(&job));
    assert_ne!(file(&job), file(&RenderJob { seed: 2, ..job.clone() }));
}

#[test]
fn concurrent_jobs_give_the_same_files_as_single_ones() {
    let jobs: Vec<RenderJob> =
        EffectKind::ALL.iter().take(6).map(|&kind| RenderJob { effect: Some(kind), ..preview(landscape()) }).collect();
    let alone: Vec<Vec<u8>> = jobs.iter().map(|job| render(job, &|_| ()).unwrap().mp4).collect();
    let at_once: Vec<Vec<u8>> = thread::scope(|scope| {
        let running: Vec<_> = jobs.iter().map(|job| scope.spawn(|| render(job, &|_| ()).unwrap().mp4)).collect();
        running.into_iter().map(|job| job.join().unwrap()).collect()
    });
    assert_eq!(alone, at_once);
}

#[test]
fn progress_grows_from_zero_to_one() {
    let heard = RefCell::new(Vec::new());
    render(&preview(landscape()), &|share| heard.borrow_mut().push(share)).unwrap();
    let heard = heard.into_inner();
    assert_eq!((heard.first(), heard.last()), (Some(&0.0), Some(&1.0)));
    assert!(heard.windows(2).all(|pair| pair[0] <= pair[1]) && heard.len() > 10);
}

#[test]
fn impossible_lengths_and_sizes_are_refused_before_any_work() {
    for (seconds, short_side) in [(0, 720), (31, 720), (5, 0), (5, 63), (5, 2161)] {
        let job = RenderJob { seconds, short_side, ..preview(Vec::new()) };
        assert_eq!(render(&job, &|_| ()).unwrap_err().kind(), RenderErrorKind::InvalidJob);
    }
}

#[test]
fn errors_are_sentences() {
    let error = render(&preview(b"no picture at all".to_vec()), &|_| ()).unwrap_err();
    assert_eq!(error.to_string(), "The picture is in a format that is not taken; PNG, JPEG, WebP and AVIF are taken.");
    let last = RenderJob { last_image: Some(Vec::new()), ..preview(landscape()) };
    assert_eq!(render(&last, &|_| ()).unwrap_err().to_string(), "The last picture is empty.");
}
