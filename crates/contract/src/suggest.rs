/// Longer names are no slips of the known ones; the cap keeps the comparison cheap for hostile input.
const LONGEST: usize = 32;

/// The known field nearest to an unknown one, if it is near enough to be a slip: the same letters in another case
/// (`webhookUrl`), without the underscores (`imageUrl`), or at most two edits away (`promt`).
pub fn nearest(unknown: &str, known: &[&'static str]) -> Option<&'static str> {
    let folded = Folded::new(unknown);
    let allowed = if folded.length < 5 { 1 } else { 2 };
    let mut nearest = None;
    let mut least = allowed + 1;
    for name in known {
        let distance = folded.distance(&Folded::new(name));
        if distance < least {
            least = distance;
            nearest = Some(*name);
        }
    }
    nearest
}

/// A name in lower case without separators.
struct Folded {
    letters: [u8; LONGEST],
    length: usize,
}

impl Folded {
    fn new(name: &str) -> Self {
        let mut folded = Self { letters: [0; LONGEST], length: 0 };
        let letters = name.bytes().filter(|byte| !matches!(byte, b'_' | b'-'));
        for (slot, letter) in folded.letters.iter_mut().zip(letters) {
            *slot = letter.to_ascii_lowercase();
            folded.length += 1;
        }
        folded
    }

    /// Levenshtein distance, one row at a time.
    fn distance(&self, other: &Self) -> usize {
        let mut row = [0; LONGEST + 1];
        for (index, cell) in row.iter_mut().enumerate() {
            *cell = index;
        }
        for (index, letter) in self.letters.iter().take(self.length).enumerate() {
            let mut diagonal = index;
            let mut left = index + 1;
            for (cell, theirs) in row.iter_mut().skip(1).zip(&other.letters) {
                let substituted = diagonal + usize::from(letter != theirs);
                diagonal = *cell;
                left = substituted.min(*cell + 1).min(left + 1);
                *cell = left;
            }
        }
        row.get(other.length).copied().unwrap_or(LONGEST)
    }
}
