/// Thousandths of a credit. Akool's numbers may have fractions, and sums of floating-point fractions drift.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Millicredits(pub i64);

impl Millicredits {
    /// Converts credits. Returns `None` for negative, very large or undefined numbers.
    ///
    /// ```
    /// use akool_ledger::Millicredits;
    ///
    /// assert_eq!(Millicredits::from_credits(12.5), Some(Millicredits(12_500)));
    /// assert_eq!(Millicredits::from_credits(f64::NAN), None);
    /// ```
    pub fn from_credits(credits: f64) -> Option<Self> {
        (0.0..=1e9).contains(&credits).then(|| Self((credits * 1000.0).round() as i64))
    }

    /// The amount in credits.
    pub fn as_credits(self) -> f64 {
        self.0 as f64 / 1000.0
    }
}
