/// Thousandths of a credit: the vendor's numbers may have fractions, and sums of fractions drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millicredits(pub i64);

impl Millicredits {
    /// Reads the vendor's number; what is not a sensible amount is none.
    pub fn from_credits(credits: f64) -> Option<Self> {
        (0.0..=1e9).contains(&credits).then(|| Self((credits * 1000.0).round() as i64))
    }

    /// The vendor's number.
    pub fn as_credits(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}
