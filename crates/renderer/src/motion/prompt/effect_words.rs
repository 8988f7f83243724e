//! Effects that a prompt names, in English.

use crate::EffectKind;

/// The effect that the words name; none if they say not to.
pub(super) fn effect(words: &[&str]) -> Option<EffectKind> {
    let denied = |at: usize| words[at.saturating_sub(3)..at].iter().any(|word| is_negation(word));
    (0..words.len()).filter(|&at| !denied(at)).find_map(|at| named(words[at], words))
}

fn is_negation(word: &str) -> bool {
    matches!(word, "no" | "not" | "without" | "never" | "avoid" | "don" | "dont" | "doesn")
}

/// An effect that a word names. Words that more often only describe the picture (cake, glass, flag) do not count alone.
fn named(word: &str, words: &[&str]) -> Option<EffectKind> {
    let also = |others: &[&str]| others.iter().any(|other| words.contains(other));
    Some(match word {
        "squish" | "squishes" | "squished" | "squash" | "squashes" | "squashed" | "squeeze" | "squeezes"
        | "squeezed" => EffectKind::Squish,
        "cakeify" => EffectKind::Cakeify,
        "cake" if also(&["into", "becomes", "become", "cut", "sliced"]) => EffectKind::Cakeify,
        "samurai" | "katana" if also(&["slice", "slices", "slash", "slashes", "cut", "cuts", "strike", "strikes"]) => {
            EffectKind::Samurai
        }
        "melt" | "melts" | "melting" | "drips" | "dripping" => EffectKind::Melt,
        "ripple" | "ripples" | "rippling" => EffectKind::Ripple,
        "origami" => EffectKind::Fold,
        "fold" | "folds" | "folding" if also(&["paper", "up", "concertina", "accordion"]) => EffectKind::Fold,
        "explode" | "explodes" | "exploding" | "explosion" | "disintegrate" | "disintegrates" | "disintegrating" => {
            EffectKind::Explode
        }
        "swirl" | "swirls" | "swirling" | "whirlpool" | "vortex" | "twists" | "twisting" => EffectKind::Swirl,
        "inflate" | "inflates" | "inflating" | "balloons" => EffectKind::Inflate,
        "flag" if also(&["like", "waves", "waving", "flutters"]) => EffectKind::Wave,
        "shatter" | "shatters" | "shattering" => EffectKind::Shatter,
        "jelly" | "wobble" | "wobbles" | "wobbling" | "jiggle" | "jiggles" | "jiggling" => EffectKind::Jelly,
        _ => return None,
    })
}
