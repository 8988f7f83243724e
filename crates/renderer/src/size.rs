//! The size of a video.

/// A width and a height in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Size {
    pub width: u32,
    pub height: u32,
}

/// The widest aspect ratio; wider pictures are cropped to their middle.
const MAX_ASPECT: f64 = 21.0 / 9.0;
/// The longest side that the encoder takes, in either orientation.
const MAX_LONG_SIDE: u32 = 3840;

/// The part of a picture that is shown, as left, top, width and height.
///
/// All of it, unless it is wider or taller than 21:9; then its middle.
pub(crate) fn shown_part(picture: Size) -> [f64; 4] {
    let (width, height) = (f64::from(picture.width), f64::from(picture.height));
    let shown_width = width.min(height * MAX_ASPECT);
    let shown_height = height.min(width * MAX_ASPECT);
    [(width - shown_width) / 2.0, (height - shown_height) / 2.0, shown_width, shown_height]
}

/// The video's size for a picture.
///
/// The short side is the nominal one and the aspect the picture's, within 21:9. Where the long side would pass 3840
/// (a 4k video wider than 16:9), both sides shrink alike until it does not. Both are even, as 4:2:0 video needs.
pub(crate) fn video_size(picture: Size, short_side: u32) -> Size {
    let [_, _, width, height] = shown_part(picture);
    let scale = f64::from(short_side) / width.min(height);
    let scale = scale.min(f64::from(MAX_LONG_SIDE) / width.max(height));
    Size { width: even(width * scale), height: even(height * scale) }
}

/// The size scaled down so that the long side is at most `long_side`.
pub(crate) fn within(size: Size, long_side: u32) -> Size {
    let scale = (f64::from(long_side) / f64::from(size.width.max(size.height))).min(1.0);
    Size { width: even(f64::from(size.width) * scale), height: even(f64::from(size.height) * scale) }
}

pub(crate) fn even(length: f64) -> u32 {
    ((length / 2.0).round() as u32).max(1) * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn size(width: u32, height: u32) -> Size {
        Size { width, height }
    }

    #[test]
    fn the_short_side_is_the_nominal_one_and_the_aspect_the_pictures() {
        assert_eq!(video_size(size(1600, 900), 720), size(1280, 720));
        assert_eq!(video_size(size(900, 1600), 720), size(720, 1280));
        assert_eq!(video_size(size(500, 500), 1080), size(1080, 1080));
        assert_eq!(video_size(size(4000, 3000), 2160), size(2880, 2160));
    }

    #[test]
    fn aspects_beyond_21_to_9_are_cropped_to_the_middle() {
        assert_eq!(video_size(size(10_000, 10), 720), size(1680, 720));
        assert_eq!(shown_part(size(1000, 100)), [(1000.0 - 700.0 / 3.0) / 2.0, 0.0, 700.0 / 3.0, 100.0]);
    }

    #[test]
    fn a_wide_4k_video_shrinks_until_the_encoder_takes_it() {
        assert_eq!(video_size(size(3840, 2160), 2160), size(3840, 2160));
        assert_eq!(video_size(size(2000, 1000), 2160), size(3840, 1920));
        assert_eq!(video_size(size(1000, 2100), 2160), size(1828, 3840));
    }

    #[test]
    fn every_side_is_even_whatever_the_picture() {
        for (width, height) in [(1, 1), (3, 7), (641, 479), (1, 5000), (1999, 1001)] {
            for short_side in [96, 720, 1080, 2160] {
                let video = video_size(size(width, height), short_side);
                assert_eq!((video.width % 2, video.height % 2), (0, 0), "{width}x{height} at {short_side}");
                assert!(video.width.max(video.height) <= MAX_LONG_SIDE);
            }
        }
    }
}
