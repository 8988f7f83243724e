//! The known facts of Akool's protocol, as checks that run against any base URL: the simulator, or Akool itself with an
//! API key.

mod fact;
mod facts;
mod mp4;
mod service;

pub use fact::{Basis, Fact, Outcome, Row};
pub use mp4::Mp4;
pub use service::{Service, ServiceOptions};

/// All facts, in the order in which they are checked.
pub fn facts() -> Vec<Fact> {
    facts::all()
}

/// Checks all facts one after the other. Facts that cost credits are only checked with `may_spend`.
pub async fn check_all(service: &Service, may_spend: bool) -> Vec<Row> {
    let mut rows = Vec::new();
    for fact in facts() {
        let outcome = match fact.costs && !may_spend {
            true => Outcome::NotRun("costs credits; run with --spend".into()),
            false => (fact.check)(service).await.unwrap_or_else(|broken| broken.into()),
        };
        rows.push(Row { name: fact.name, basis: fact.basis, outcome });
    }
    rows
}

/// The rows as a Markdown table.
pub fn table(rows: &[Row]) -> String {
    let mut text = String::from("| fact | basis | holds |\n|---|---|---|\n");
    for row in rows {
        let (word, detail) = match &row.outcome {
            Outcome::Holds => ("yes", ""),
            Outcome::NotRun(why) => ("not run", why.as_str()),
            Outcome::Broken(why) => ("**no**", why.as_str()),
        };
        let detail = detail.replace('|', "\\|").replace('\n', " ");
        let colon = if detail.is_empty() { "" } else { ": " };
        text.push_str(&format!("| {} | {} | {word}{colon}{detail} |\n", row.name, row.basis.word()));
    }
    text
}
