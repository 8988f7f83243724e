use super::boxes::{boxed, full_box, words};

/// One frame or one packet of sound.
pub(crate) struct Sample<'a> {
    pub bytes: &'a [u8],
    /// In units of the track's clock.
    pub duration: u32,
    pub is_key: bool,
}

/// Consecutive samples in the file.
pub(crate) struct Run {
    pub samples: usize,
    pub bytes: usize,
}

/// Cuts a track into runs of about `length` units of its clock.
pub(crate) fn runs(samples: &[Sample<'_>], length: u32) -> Vec<Run> {
    let mut runs = Vec::new();
    let (mut elapsed, mut limit) = (0, length);
    let mut run = Run { samples: 0, bytes: 0 };
    for sample in samples {
        run.samples += 1;
        run.bytes += sample.bytes.len();
        elapsed += sample.duration;
        if elapsed >= limit {
            limit = elapsed - elapsed % length + length;
            runs.push(std::mem::replace(&mut run, Run { samples: 0, bytes: 0 }));
        }
    }
    if run.samples > 0 {
        runs.push(run);
    }
    runs
}

/// The sample table: when each sample plays, its size and its position.
pub(crate) fn table(description: &[u8], samples: &[Sample<'_>], runs: &[Run], offsets: &[u32]) -> Vec<u8> {
    let times = counted(samples.iter().map(|sample| sample.duration));
    let sizes: Vec<u32> = samples.iter().map(|sample| sample.bytes.len() as u32).collect();
    let keys: Vec<u32> = (1..).zip(samples).filter(|(_, sample)| sample.is_key).map(|(number, _)| number).collect();
    let mut run_lengths = Vec::new();
    for (number, run) in (1..).zip(runs) {
        let length = run.samples as u32;
        if run_lengths.chunks_exact(3).last().is_none_or(|entry| entry[1] != length) {
            run_lengths.extend([number, length, 1]);
        }
    }
    let listed = |name, entry_words: u32, numbers: &[u32]| {
        full_box(name, 0, 0, &[&words(&[numbers.len() as u32 / entry_words]), &words(numbers)])
    };
    let stsd = full_box(b"stsd", 0, 0, &[&words(&[1]), description]);
    let stts = listed(b"stts", 2, &times);
    // Left out where every sample is one: that is what its absence means.
    let stss = if keys.len() == samples.len() { Vec::new() } else { listed(b"stss", 1, &keys) };
    let stsc = listed(b"stsc", 3, &run_lengths);
    let stsz = full_box(b"stsz", 0, 0, &[&words(&[0, sizes.len() as u32]), &words(&sizes)]);
    let stco = listed(b"stco", 1, offsets);
    boxed(b"stbl", &[&stsd, &stts, &stss, &stsc, &stsz, &stco])
}

/// Equal numbers in a row as count and number.
fn counted(numbers: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut pairs: Vec<u32> = Vec::new();
    for number in numbers {
        match pairs.as_mut_slice() {
            [.., count, last] if *last == number => *count += 1,
            _ => pairs.extend([1, number]),
        }
    }
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_durations_are_counted() {
        assert_eq!(counted([5, 5, 5, 2].into_iter()), [3, 5, 1, 2]);
        assert!(counted([].into_iter()).is_empty());
    }

    #[test]
    fn runs_are_cut_at_whole_lengths() {
        let samples: Vec<Sample<'_>> = (0..10).map(|_| Sample { bytes: &[1, 2], duration: 3, is_key: true }).collect();
        let lengths: Vec<usize> = runs(&samples, 10).iter().map(|run| run.samples).collect();
        assert_eq!(lengths, [4, 3, 3]);
        assert_eq!(runs(&samples, 10).iter().map(|run| run.bytes).sum::<usize>(), 20);
    }
}
