//! A video file, decoded again.

use openh264::decoder::{DecodeOptions, Decoder, Flush};
use openh264::formats::YUVSource;
use re_mp4::{Mp4, TrackKind};
use std::io::Cursor;
use symphonia::core::codecs::audio::AudioDecoderOptions;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, TrackType};
use symphonia::core::io::MediaSourceStream;

/// One frame's luma.
#[derive(Clone, PartialEq)]
pub struct Frame {
    pub width: usize,
    pub height: usize,
    pub luma: Vec<u8>,
    /// Mean of the two chroma planes.
    pub chroma: [f64; 2],
    /// The two chroma planes, with half as many columns and rows.
    pub chroma_planes: [Vec<u8>; 2],
}

impl Frame {
    /// Mean difference to another frame of the same size, in levels.
    pub fn difference(&self, other: &Self) -> f64 {
        assert_eq!((self.width, self.height), (other.width, other.height));
        let sum: u64 = self.luma.iter().zip(&other.luma).map(|(a, b)| u64::from(a.abs_diff(*b))).sum();
        sum as f64 / self.luma.len() as f64
    }

    /// The mean colour of a part given in shares of width and height.
    pub fn color(&self, left: f64, top: f64, right: f64, bottom: f64) -> [f64; 3] {
        let luma = (self.mean(left, top, right, bottom) - 16.0) / 219.0;
        let half = |plane: &Vec<u8>| {
            let (width, height) = (self.width / 2, self.height / 2);
            let plane =
                Self { width, height, luma: plane.clone(), chroma: [0.0; 2], chroma_planes: [Vec::new(), Vec::new()] };
            (plane.mean(left, top, right, bottom) - 128.0) / 224.0
        };
        let [blue, red] = self.chroma_planes.each_ref().map(half);
        // BT.709.
        let (r, b) = (luma + 1.5748 * red, luma + 1.8556 * blue);
        let g = (luma - 0.2126 * r - 0.0722 * b) / 0.7152;
        [r, g, b].map(|share| (share * 255.0).clamp(0.0, 255.0))
    }

    /// Mean luma of a part given in shares of width and height.
    pub fn mean(&self, left: f64, top: f64, right: f64, bottom: f64) -> f64 {
        let columns = (left * self.width as f64) as usize..(right * self.width as f64) as usize;
        let rows = (top * self.height as f64) as usize..(bottom * self.height as f64) as usize;
        let count = (columns.len() * rows.len()) as f64;
        let row_sum =
            |row: usize| self.luma[row * self.width..][columns.clone()].iter().map(|&s| f64::from(s)).sum::<f64>();
        rows.map(row_sum).sum::<f64>() / count
    }
}

/// A video file, decoded again.
pub struct Film {
    pub frames: Vec<Frame>,
    /// What each track's edit list shows, in seconds.
    pub video_seconds: f64,
    pub sound_seconds: f64,
    /// The length of the tracks' samples, without what the edit list hides.
    pub video_media_seconds: f64,
    pub sound_media_seconds: f64,
    pub rate: u32,
    /// What is heard, the encoder's delay cut off.
    pub channels: Vec<Vec<f32>>,
}

impl Film {
    pub fn decode(file: &[u8]) -> Self {
        let mp4 = Mp4::read_bytes(file).expect("a readable MP4 file");
        assert!(mp4.moofs.is_empty());
        let track = |kind| mp4.tracks().values().find(|track| track.kind == Some(kind)).expect("both tracks");
        let (video, sound) = (track(TrackKind::Video), track(TrackKind::Audio));
        let shown = |track: &re_mp4::Track| {
            let edits = track.trak(&mp4).edts.as_ref().and_then(|edts| edts.elst.as_ref()).expect("an edit list");
            let [edit] = edits.entries.as_slice() else { panic!("one edit") };
            let length: u64 = track.samples.iter().map(|sample| sample.duration).sum();
            let media_seconds = (length - edit.media_time) as f64 / track.timescale as f64;
            (edit.segment_duration as f64 / f64::from(mp4.moov.mvhd.timescale), media_seconds, edit.media_time as usize)
        };
        let (video_shown, sound_shown) = (shown(video), shown(sound));
        let (rate, mut channels) = decode_sound(file);
        for channel in &mut channels {
            channel.drain(..sound_shown.2);
            channel.truncate((sound_shown.0 * f64::from(rate)).round() as usize);
        }
        Self {
            frames: decode_video(file, &mp4, video),
            video_seconds: video_shown.0,
            sound_seconds: sound_shown.0,
            video_media_seconds: video_shown.1,
            sound_media_seconds: sound_shown.1,
            rate,
            channels,
        }
    }

    /// Root mean square of a stretch of the first channel.
    pub fn loudness(&self, from_seconds: f64, to_seconds: f64) -> f64 {
        let place = |seconds: f64| (seconds * f64::from(self.rate)) as usize;
        let samples = &self.channels[0][place(from_seconds)..place(to_seconds)];
        let squares: f64 = samples.iter().map(|&sample| f64::from(sample) * f64::from(sample)).sum();
        (squares / samples.len() as f64).sqrt()
    }
}

fn decode_video(file: &[u8], mp4: &Mp4, track: &re_mp4::Track) -> Vec<Frame> {
    let description = &track.trak(mp4).mdia.minf.stbl.stsd.contents;
    let re_mp4::StsdBoxContent::Avc1(avc1) = description else { panic!("not H.264") };
    const START: [u8; 4] = [0, 0, 0, 1];
    let mut head = Vec::new();
    let sets = avc1.avcc.contents.sequence_parameter_sets.iter().chain(&avc1.avcc.contents.picture_parameter_sets);
    for set in sets {
        head.extend_from_slice(&START);
        head.extend_from_slice(&set.bytes);
    }
    let mut decoder = Decoder::new().expect("a decoder");
    let mut frames = Vec::new();
    for (index, sample) in track.samples.iter().enumerate() {
        let mut stream = if index == 0 { head.clone() } else { Vec::new() };
        let mut rest = &file[sample.byte_range()];
        while let Some((length, after)) = rest.split_first_chunk::<4>() {
            let (unit, after) = after.split_at(u32::from_be_bytes(*length) as usize);
            stream.extend_from_slice(&START);
            stream.extend_from_slice(unit);
            rest = after;
        }
        let options = DecodeOptions::new().flush_after_decode(Flush::NoFlush);
        let decoded = decoder.decode_with_options(&stream, options).expect("a frame that decodes");
        let decoded = decoded.unwrap_or_else(|| panic!("frame {index} gives a picture at once"));
        frames.push(frame(&decoded));
    }
    frames
}

fn frame(decoded: &openh264::decoder::DecodedYUV<'_>) -> Frame {
    let (width, height) = decoded.dimensions();
    let (stride, chroma_stride, _) = decoded.strides();
    let luma = (0..height).flat_map(|row| decoded.y()[row * stride..][..width].iter().copied()).collect();
    let mean = |plane: &[u8]| {
        let sum: f64 =
            (0..height / 2).flat_map(|row| &plane[row * chroma_stride..][..width / 2]).map(|&s| f64::from(s)).sum();
        sum / (width / 2 * (height / 2)) as f64
    };
    let plane =
        |plane: &[u8]| (0..height / 2).flat_map(|row| &plane[row * chroma_stride..][..width / 2]).copied().collect();
    let chroma_planes = [plane(decoded.u()), plane(decoded.v())];
    Frame { width, height, luma, chroma: [mean(decoded.u()), mean(decoded.v())], chroma_planes }
}

fn decode_sound(file: &[u8]) -> (u32, Vec<Vec<f32>>) {
    let source = MediaSourceStream::new(Box::new(Cursor::new(file.to_vec())), Default::default());
    let mut format = symphonia::default::get_probe()
        .probe(&Hint::new(), source, FormatOptions::default(), Default::default())
        .expect("a readable MP4 file");
    let track = format.default_track(TrackType::Audio).expect("a sound track");
    let id = track.id;
    let parameters =
        track.codec_params.as_ref().and_then(|parameters| parameters.audio()).expect("a sound codec").clone();
    let mut decoder =
        symphonia::default::get_codecs().make_audio_decoder(&parameters, &AudioDecoderOptions::default()).expect("AAC");
    let (mut rate, mut channels, mut planes) = (0, Vec::new(), Vec::<Vec<f32>>::new());
    while let Some(packet) = format.next_packet().expect("a packet") {
        if packet.track_id != id {
            continue;
        }
        let decoded = decoder.decode(&packet).expect("a packet that decodes");
        rate = decoded.spec().rate();
        channels.resize(decoded.num_planes(), Vec::new());
        decoded.copy_to_vecs_planar(&mut planes);
        channels.iter_mut().zip(&planes).for_each(|(channel, plane)| channel.extend_from_slice(plane));
    }
    (rate, channels)
}
