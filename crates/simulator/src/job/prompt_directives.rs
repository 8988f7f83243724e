use akool_contract::BusinessCode;

use super::{Failure, JobTimeline};

/// The directives in a prompt: `[fail]`, `[fail: some reason]` and `[slow]`.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct PromptDirectives {
    /// The reason to fail with.
    pub fail: Option<String>,
    /// Whether to take three times as long.
    pub slow: bool,
}

impl PromptDirectives {
    /// Finds the directives in a prompt, ignoring case.
    pub fn read(prompt: &str) -> Self {
        let mut directives = Self::default();
        // A bracket is one byte in UTF-8, so the slices fall on character boundaries.
        for part in prompt.split('[').skip(1) {
            let Some((directive, _)) = part.split_once(']') else { continue };
            let (word, detail) = directive.split_once(':').unwrap_or((directive, ""));
            if word.trim().eq_ignore_ascii_case("fail") {
                let detail = detail.trim();
                directives.fail = Some(if detail.is_empty() { "video creation failed".into() } else { detail.into() });
            } else if word.trim().eq_ignore_ascii_case("slow") {
                directives.slow = true;
            }
        }
        directives
    }

    /// Applies them to a timeline.
    pub fn apply(self, timeline: &mut JobTimeline) {
        if self.slow {
            timeline.queue_ms = timeline.queue_ms.saturating_mul(3);
            timeline.processing_ms = timeline.processing_ms.saturating_mul(3);
        }
        if let Some(reason) = self.fail {
            timeline.failure = Some(Failure { reason, code: BusinessCode::CREATE_FAILED.0 });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PromptDirectives;

    #[test]
    fn directives_are_found_in_brackets_anywhere_in_the_prompt() {
        let fail = |reason: &str| Some(reason.to_owned());
        assert_eq!(PromptDirectives::read("a cat"), PromptDirectives::default());
        assert_eq!(PromptDirectives::read("a cat [fail]").fail, fail("video creation failed"));
        assert_eq!(PromptDirectives::read("[Fail: face not found] a cat").fail, fail("face not found"));
        let both = PromptDirectives::read("ä [slow] ö [fail:x] ü");
        assert_eq!((both.slow, both.fail), (true, fail("x")));
        assert_eq!(PromptDirectives::read("[fail"), PromptDirectives::default());
        assert_eq!(PromptDirectives::read("do not fail, [failure]"), PromptDirectives::default());
    }
}
