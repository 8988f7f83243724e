//! A host that videos lie on.

use super::vendor::{Recorded, Reply};

/// Something that begins like an MP4.
pub fn video(length: usize) -> Vec<u8> {
    let head = b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2";
    head.iter().copied().chain((head.len()..length).map(|at| (at % 251) as u8)).collect()
}

/// The answer to a request for it.
pub fn answer(video: &[u8]) -> Vec<u8> {
    let head = format!("HTTP/1.1 200 X\r\ncontent-type: video/mp4\r\ncontent-length: {}\r\n\r\n", video.len());
    [head.into_bytes(), video.to_vec()].concat()
}

/// Answers everything with it.
pub fn serving(video: Vec<u8>) -> impl Fn(&Recorded) -> Reply + Send + Sync {
    move |_| Reply::Raw(answer(&video))
}
