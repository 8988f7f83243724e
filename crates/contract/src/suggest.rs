/// The known field nearest to an unknown one, if it is near enough to be a slip: the same letters in another case
/// (`webhookUrl`), without the underscores (`imageUrl`), or at most two edits away (`promt`).
pub fn nearest(unknown: &str, known: &[&'static str]) -> Option<&'static str> {
    let folded = fold(unknown);
    let allowed = if folded.len() < 5 { 1 } else { 2 };
    known
        .iter()
        .map(|name| (distance(&folded, &fold(name)), *name))
        .min_by_key(|(distance, _)| *distance)
        .filter(|(distance, _)| *distance <= allowed)
        .map(|(_, name)| name)
}

fn fold(name: &str) -> Vec<char> {
    // Longer names are no slips of the known ones; the cap keeps the comparison cheap for hostile input.
    name.chars().filter(|c| *c != '_' && *c != '-').take(32).map(|c| c.to_ascii_lowercase()).collect()
}

/// Levenshtein distance, one row at a time.
fn distance(left: &[char], right: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, a) in left.iter().enumerate() {
        let mut diagonal = i;
        let mut before = i + 1;
        for (cell, b) in row.iter_mut().skip(1).zip(right) {
            let substituted = diagonal + usize::from(a != b);
            diagonal = *cell;
            before = substituted.min(*cell + 1).min(before + 1);
            *cell = before;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}
