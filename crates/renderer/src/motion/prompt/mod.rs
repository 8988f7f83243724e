//! Reads the camera moves and the effect out of a prompt.

mod effect_words;
mod languages;
mod reader;
mod subject;
mod terms;
#[cfg(test)]
mod tests;

use super::Move;
use crate::EffectKind;
use languages::Language;
use reader::Reader;

/// The moves and the effect that a prompt asks for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MotionRequest {
    pub moves: Vec<Move>,
    pub effect: Option<EffectKind>,
}

/// Words that are read; camera directions are shorter than this.
const MAX_WORDS: usize = 1_000;
/// The same in characters, for languages without spaces.
const MAX_CHARACTERS: usize = 8_000;

/// Reads a prompt in English, German, Spanish, French, Portuguese, Chinese or Japanese. Words that are not about motion are
/// ignored.
pub(crate) fn read(prompt: &str) -> MotionRequest {
    let prompt: String = languages::plain(prompt).chars().take(MAX_CHARACTERS).flat_map(separated).collect();
    let words: Vec<&str> = prompt.split_whitespace().take(MAX_WORDS).collect();
    let language = Language::of(&prompt, &words);
    let tokens = subject::resolve(language.tokens(&prompt, &words));
    let mut reader = Reader::new(!language.is_spaced, tokens.contains(&None));
    for token in tokens {
        reader.take(token);
    }
    MotionRequest { moves: reader.into_moves(), effect: effect_words::effect(&words) }
}

/// Punctuation as words of its own, or as nothing.
fn separated(letter: char) -> impl Iterator<Item = char> {
    let (first, between, last) = match letter {
        '.' | '!' | '?' | '\n' => (' ', Some('.'), Some(' ')),
        ',' | ';' => (' ', Some(letter), Some(' ')),
        '-' | '\'' | '’' | '(' | ')' | '"' | ':' | '“' | '”' | '«' | '»' | '¡' | '¿' | '—' | '–' => {
            (' ', None, None)
        }
        _ => (letter, None, None),
    };
    [Some(first), between, last].into_iter().flatten()
}
