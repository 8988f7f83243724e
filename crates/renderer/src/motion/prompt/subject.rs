//! Decides which words of double meaning are about the camera: "the camera rises", but not "the sun rises".

use super::languages::Token;
use super::terms::Term;

/// Makes verbs of the double meanings that are about the camera, and ordinary words of the others.
pub(super) fn resolve(mut tokens: Vec<Token>) -> Vec<Token> {
    for at in 0..tokens.len() {
        if let Some(Term::Common(verb) | Term::Command(verb)) = tokens[at] {
            tokens[at] = is_about_the_camera(&tokens, at).then_some(Term::Verb(verb));
        }
    }
    tokens
}

fn is_about_the_camera(tokens: &[Token], at: usize) -> bool {
    is_done_by_the_camera(tokens, at) || is_done_to_the_camera(tokens, at) || is_an_instruction(tokens, at)
}

/// "The camera slowly rises": the camera comes before, and nothing that could be the subject in its place.
fn is_done_by_the_camera(tokens: &[Token], at: usize) -> bool {
    let known = || tokens[..at].iter().rev().map_while(|token| *token);
    known().any(|term| term == Term::Camera)
}

/// "A crane shot", "roll the camera".
fn is_done_to_the_camera(tokens: &[Token], at: usize) -> bool {
    let mut after = tokens[at + 1..].iter().skip_while(|token| **token == Some(Term::Filler));
    after.next() == Some(&Some(Term::Camera))
}

/// "Slow rise over the city", "push in on her face": the clause begins with it, or has no other content.
fn is_an_instruction(tokens: &[Token], at: usize) -> bool {
    let separates = |token: &Token| {
        matches!(token, Some(Term::And | Term::Then | Term::Negation | Term::NegationBefore | Term::NegationEither))
    };
    let start = tokens[..at].iter().rposition(separates).map_or(0, |separator| separator + 1);
    let end = tokens[at..].iter().position(separates).map_or(tokens.len(), |separator| at + separator);
    if !tokens[start..end].contains(&None) {
        return true;
    }
    let is_first = tokens[start..at]
        .iter()
        .all(|token| matches!(token, Some(Term::Filler | Term::Speed(_) | Term::Very | Term::Direction(_))));
    let is_command = matches!(tokens[at], Some(Term::Command(_)));
    is_first
        && match tokens.get(at + 1) {
            Some(Some(Term::Direction(_))) => true,
            Some(Some(Term::Filler)) => is_command,
            _ => false,
        }
}
