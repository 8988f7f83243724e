//! Two channels from those of a file, by the positions of their loudspeakers.

use super::Samples;
use symphonia::core::audio::Position;

/// The share of a loudspeaker that is not at the front on that side.
const ASIDE: f32 = std::f32::consts::FRAC_1_SQRT_2;

/// The shares of a loudspeaker on the left and on the right.
fn shares(position: Position) -> (f32, f32) {
    let left = Position::FRONT_LEFT | Position::FRONT_LEFT_CENTER;
    let right = Position::FRONT_RIGHT | Position::FRONT_RIGHT_CENTER;
    let left_aside = Position::REAR_LEFT
        | Position::SIDE_LEFT
        | Position::TOP_FRONT_LEFT
        | Position::TOP_REAR_LEFT
        | Position::TOP_SIDE_LEFT;
    let right_aside = Position::REAR_RIGHT
        | Position::SIDE_RIGHT
        | Position::TOP_FRONT_RIGHT
        | Position::TOP_REAR_RIGHT
        | Position::TOP_SIDE_RIGHT;
    if left.contains(position) {
        (1.0, 0.0)
    } else if right.contains(position) {
        (0.0, 1.0)
    } else if left_aside.contains(position) {
        (ASIDE, 0.0)
    } else if right_aside.contains(position) {
        (0.0, ASIDE)
    } else if (Position::LFE1 | Position::LFE2).contains(position) {
        // Low tones are for a loudspeaker of their own; the others have what is needed of them.
        (0.0, 0.0)
    } else {
        (ASIDE, ASIDE)
    }
}

/// The two channels. `positions` are those of the channels, in their order.
pub(super) fn to_stereo(sound: Samples, positions: Position) -> Samples {
    let shares: Vec<_> = positions.iter().map(shares).collect();
    let is_stereo = positions == Position::FRONT_LEFT | Position::FRONT_RIGHT;
    if sound.channels.len() < 2 || is_stereo || shares.len() != sound.channels.len() {
        return sound;
    }
    let sum = |side: fn(&(f32, f32)) -> f32| shares.iter().map(side).sum::<f32>();
    // So that full levels everywhere remain full.
    let all = sum(|share| share.0).max(sum(|share| share.1)).max(f32::MIN_POSITIVE);
    let mix = |side: fn(&(f32, f32)) -> f32| {
        let mut mixed = vec![0.0; sound.channels[0].len()];
        for (channel, share) in sound.channels.iter().zip(&shares) {
            let share = side(share) / all;
            if share > 0.0 {
                mixed.iter_mut().zip(channel).for_each(|(sum, sample)| *sum += sample * share);
            }
        }
        mixed
    };
    Samples { rate: sound.rate, channels: vec![mix(|share| share.0), mix(|share| share.1)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(positions: Position, loud: usize) -> [f32; 2] {
        let level = |index| if index == loud { 1.0 } else { 0.0 };
        let channels = (0..positions.iter().count()).map(|index| vec![level(index)]).collect();
        let mixed = to_stereo(Samples { rate: 48_000, channels }, positions);
        [mixed.channels[0][0], mixed.channels[1][0]]
    }

    #[test]
    fn each_loudspeaker_is_heard_on_its_side() {
        let surround = Position::FRONT_LEFT
            | Position::FRONT_RIGHT
            | Position::FRONT_CENTER
            | Position::LFE1
            | Position::REAR_LEFT
            | Position::REAR_RIGHT;
        let [left, right] = heard(surround, 0);
        assert!(left > 0.3 && right == 0.0);
        let [left, right] = heard(surround, 2);
        assert!(left > 0.2 && left == right);
        assert_eq!(heard(surround, 3), [0.0, 0.0]);
        let [left, right] = heard(surround, 5);
        assert!(left == 0.0 && right > 0.2);
        // Without low tones, the fourth is at the back on the left.
        let quadro = Position::FRONT_LEFT | Position::FRONT_RIGHT | Position::REAR_LEFT | Position::REAR_RIGHT;
        let [left, right] = heard(quadro, 3);
        assert!(left == 0.0 && right > 0.2);
    }

    #[test]
    fn full_levels_everywhere_remain_full() {
        for positions in [Position::from_bits_truncate(0x3f), Position::from_bits_truncate(0x63f)] {
            let channels = vec![vec![1.0]; positions.iter().count()];
            let mixed = to_stereo(Samples { rate: 48_000, channels }, positions);
            assert!(mixed.channels.iter().all(|channel| (channel[0] - 1.0).abs() < 1e-5), "{positions:?}");
        }
    }
}
