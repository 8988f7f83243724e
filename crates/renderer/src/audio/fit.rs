use super::{Samples, SoundFormat};
use crate::error::RenderError;
use rubato::audioadapter::Adapter;
use rubato::audioadapter_buffers::direct::SequentialSliceOfVecs;
use rubato::{Fft, FixedSync, Resampler};

/// Length of the fade: where the sound is cut, and, shorter, where it ends before the video.
const FADE_SECONDS: f32 = 0.6;
const EDGE_SECONDS: f32 = 0.01;

/// Converts sound to a length, rate and number of channels: cut or padded with silence, with a faded end.
pub(crate) fn fit(sound: Samples, length: usize, format: SoundFormat) -> Result<Samples, RenderError> {
    let mixed = mix(sound, format.channels);
    let mut fitted = resample(mixed, format.rate)?;
    for channel in &mut fitted.channels {
        let fade = if channel.len() > length { FADE_SECONDS } else { EDGE_SECONDS };
        channel.truncate(length);
        fade_out(channel, (fade * format.rate as f32) as usize);
        channel.resize(length, 0.0);
        channel.iter_mut().for_each(|sample| *sample = sample.clamp(-1.0, 1.0));
    }
    Ok(fitted)
}

fn fade_out(channel: &mut [f32], length: usize) {
    let start = channel.len().saturating_sub(length);
    let faded = &mut channel[start..];
    let count = faded.len() as f32;
    for (index, sample) in faded.iter_mut().enumerate() {
        *sample *= 1.0 - (index as f32 + 1.0) / count;
    }
}

fn mix(sound: Samples, channels: usize) -> Samples {
    let Samples { rate, channels: mut given } = sound;
    let middle = |given: &[Vec<f32>], parts: &[usize]| -> Vec<f32> {
        let share = 1.0 / parts.len() as f32;
        (0..given[0].len()).map(|index| parts.iter().map(|&part| given[part][index]).sum::<f32>() * share).collect()
    };
    let channels = match (given.len(), channels) {
        (from, to) if from == to => given,
        (1, _) => vec![given.remove(0); channels],
        (from, 1) => vec![middle(&given, &(0..from).collect::<Vec<_>>())],
        (2, _) => given,
        // Left, right, centre, low tones, and whatever stands behind on the two sides.
        (from, _) => {
            let side = |first: usize| -> Vec<usize> {
                let behind = (4 + first..from).step_by(2);
                [first, 2].into_iter().chain(behind).collect()
            };
            vec![middle(&given, &side(0)), middle(&given, &side(1))]
        }
    };
    Samples { rate, channels }
}

fn resample(sound: Samples, rate: u32) -> Result<Samples, RenderError> {
    if sound.rate == rate {
        return Ok(sound);
    }
    let failed = |reason: String| RenderError::internal(format!("The sound could not be resampled: {reason}."));
    let (channels, frames) = (sound.channels.len(), sound.channels[0].len());
    let mut resampler = Fft::<f32>::new(sound.rate as usize, rate as usize, 1_024, channels, FixedSync::Both)
        .map_err(|error| failed(error.to_string()))?;
    let input =
        SequentialSliceOfVecs::new(&sound.channels, channels, frames).map_err(|error| failed(error.to_string()))?;
    let output = resampler.process_all(&input, frames, None).map_err(|error| failed(error.to_string()))?;
    let plane =
        |channel: usize| (0..output.frames()).map(|frame| output.read_sample(channel, frame).unwrap_or(0.0)).collect();
    Ok(Samples { rate, channels: (0..channels).map(plane).collect() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, seconds: f32, channels: usize) -> Samples {
        let count = (rate as f32 * seconds) as usize;
        let wave: Vec<f32> =
            (0..count).map(|index| 0.5 * (index as f32 * 440.0 * std::f32::consts::TAU / rate as f32).sin()).collect();
        Samples { rate, channels: vec![wave; channels] }
    }

    fn loudness(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    #[test]
    fn longer_sound_is_cut_and_fades_out() {
        let fitted = fit(tone(48_000, 9.0, 2), 240_000, SoundFormat::FULL).unwrap();
        assert!(fitted.channels.iter().all(|channel| channel.len() == 240_000));
        let end = &fitted.channels[0][239_000..];
        assert!(loudness(&fitted.channels[0][..200_000]) > 0.34 && loudness(end) < 0.02);
    }

    #[test]
    fn shorter_sound_is_followed_by_silence() {
        let fitted = fit(tone(48_000, 1.0, 2), 240_000, SoundFormat::FULL).unwrap();
        assert!(loudness(&fitted.channels[1][10_000..40_000]) > 0.34);
        assert!(fitted.channels[1][48_000..].iter().all(|&sample| sample == 0.0));
    }

    #[test]
    fn any_rate_keeps_its_pitch_and_its_moment() {
        for rate in [8_000, 22_050, 44_100, 96_000, 11_127] {
            let fitted = fit(tone(rate, 2.0, 1), 96_000, SoundFormat::FULL).unwrap();
            let ideal = tone(48_000, 2.0, 1);
            let difference: Vec<f32> =
                (4_800..80_000).map(|index| fitted.channels[0][index] - ideal.channels[0][index]).collect();
            // A tone of 440 Hz that is late by a tenth of a millisecond differs by so much.
            assert!(loudness(&difference) < 0.098, "{rate}: {}", loudness(&difference));
        }
    }

    #[test]
    fn any_number_of_channels_becomes_two_or_one() {
        for channels in 1..=8 {
            assert_eq!(fit(tone(48_000, 0.1, channels), 4_800, SoundFormat::FULL).unwrap().channels.len(), 2);
            let one = fit(tone(16_000, 0.1, channels), 1_600, SoundFormat::PREVIEW).unwrap();
            assert_eq!(one.channels.len(), 1);
            assert!(loudness(&one.channels[0]) > 0.3);
        }
    }
}
