//! The vocabularies of the languages in which prompts are read, and which of them a prompt is in.

mod chinese;
mod english;
mod french;
mod german;
mod international;
mod japanese;
mod portuguese;
mod spanish;

use super::terms::{Row, Term};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A token's meaning: the terms of a known word, or nothing for any other word.
pub(super) type Token = Option<Term>;

/// One language's words.
pub(super) struct Language {
    terms: HashMap<String, &'static [Term]>,
    /// Most words, or characters where words are not spaced, of an entry.
    longest: usize,
    /// Whether spaces separate the words. Where they do not, a direction precedes its verb.
    pub is_spaced: bool,
}

static ENGLISH: LazyLock<Language> = LazyLock::new(|| Language::new(&[english::WORDS], true));
static OTHERS: LazyLock<[Language; 4]> = LazyLock::new(|| {
    [german::WORDS, spanish::WORDS, french::WORDS, portuguese::WORDS]
        .map(|words| Language::new(&[international::WORDS, words], true))
});
static CHINESE: LazyLock<Language> = LazyLock::new(|| Language::new(&[chinese::WORDS], false));
static JAPANESE: LazyLock<Language> = LazyLock::new(|| Language::new(&[japanese::WORDS], false));

impl Language {
    fn new(tables: &[&'static [Row]], is_spaced: bool) -> Self {
        let mut terms = HashMap::new();
        for (meaning, words) in tables.iter().copied().flatten() {
            terms.extend(words.split('|').map(|word| (plain(word), *meaning)));
        }
        let length = |word: &String| if is_spaced { word.split(' ').count() } else { word.chars().count() };
        let longest = terms.keys().map(length).max().unwrap_or(1);
        Self { terms, longest, is_spaced }
    }

    /// The language of a prompt; English unless another one explains more of its words.
    pub fn of(prompt: &str, words: &[&str]) -> &'static Self {
        if prompt.chars().any(|letter| matches!(letter, '\u{3041}'..='\u{30ff}')) {
            return &JAPANESE;
        }
        if prompt.chars().any(|letter| matches!(letter, '\u{4e00}'..='\u{9fff}')) {
            return &CHINESE;
        }
        let (mut best, mut most) = (&*ENGLISH, ENGLISH.known_words(words));
        for language in OTHERS.iter() {
            let known = language.known_words(words);
            if known > most {
                (best, most) = (language, known);
            }
        }
        best
    }

    fn known_words(&self, words: &[&str]) -> usize {
        let known = |(terms, count): (Option<&[Term]>, usize)| {
            if terms.is_some_and(|terms| !terms.is_empty()) { count } else { 0 }
        };
        self.read_words(words).into_iter().map(known).sum()
    }

    /// What the words mean, in order.
    pub fn tokens(&self, prompt: &str, words: &[&str]) -> Vec<Token> {
        if self.is_spaced {
            self.read_words(words).into_iter().flat_map(|(terms, _)| expand(terms)).collect()
        } else {
            self.read_characters(prompt)
        }
    }

    /// The longest entries that the words begin with, one after the other, each with its number of words.
    fn read_words(&self, words: &[&str]) -> Vec<(Option<&'static [Term]>, usize)> {
        let mut read = Vec::with_capacity(words.len());
        let mut at = 0;
        while at < words.len() {
            let entry = |count: &usize| Some((*self.terms.get(&words[at..at + count].join(" "))?, *count));
            let found = (1..=self.longest.min(words.len() - at)).rev().find_map(|count| entry(&count));
            let (terms, count) = found.map_or((None, 1), |(terms, count)| (Some(terms), count));
            read.push((terms, count));
            at += count;
        }
        read
    }

    /// The same where words are not spaced. What is written in Latin letters is read as English.
    fn read_characters(&self, prompt: &str) -> Vec<Token> {
        let letters: Vec<char> = prompt.chars().collect();
        let mut tokens = Vec::new();
        let mut at = 0;
        while at < letters.len() {
            let rest = &letters[at..];
            let latin = rest.iter().take_while(|letter| letter.is_ascii_alphabetic() || **letter == ' ').count();
            if latin > 0 {
                let run: String = rest[..latin].iter().collect();
                let words: Vec<&str> = run.split_whitespace().collect();
                tokens.extend(ENGLISH.read_words(&words).into_iter().flat_map(|(terms, _)| expand(terms)));
                at += latin;
                continue;
            }
            let entry = |count: usize| Some((*self.terms.get(&String::from_iter(&rest[..count]))?, count));
            let found = (1..=self.longest.min(rest.len())).rev().find_map(entry);
            tokens.extend(expand(found.map(|(terms, _)| terms)));
            at += found.map_or(1, |(_, count)| count);
        }
        tokens
    }
}

fn expand(terms: Option<&'static [Term]>) -> Vec<Token> {
    match terms {
        Some(terms) if !terms.is_empty() => terms.iter().copied().map(Some).collect(),
        _ => vec![None],
    }
}

/// Lower case without the accents of Latin letters, as people type it in a hurry.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars().flat_map(char::to_lowercase) {
        match letter {
            'á' | 'à' | 'â' | 'ã' | 'ä' => plain.push('a'),
            'é' | 'è' | 'ê' | 'ë' => plain.push('e'),
            'í' | 'ì' | 'î' | 'ï' => plain.push('i'),
            'ó' | 'ò' | 'ô' | 'õ' | 'ö' => plain.push('o'),
            'ú' | 'ù' | 'û' | 'ü' => plain.push('u'),
            'ç' => plain.push('c'),
            'ñ' => plain.push('n'),
            'ß' => plain.push_str("ss"),
            'œ' => plain.push_str("oe"),
            _ => plain.push(letter),
        }
    }
    plain
}
