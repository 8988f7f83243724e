/// The state of a job: 1 → 2 → 3 or 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JobStatus {
    /// 1: accepted, not started.
    Queueing,
    /// 2: being rendered. An unknown status counts as this one, so that a status Akool adds never ends a paid job.
    Processing,
    /// 3: finished; `video_url` is set.
    Completed,
    /// 4: failed; there will be no video.
    Failed,
}

impl JobStatus {
    /// Reads Akool's number.
    pub const fn from_number(number: i64) -> Self {
        match number {
            1 => Self::Queueing,
            3 => Self::Completed,
            4 => Self::Failed,
            _ => Self::Processing,
        }
    }

    /// Akool's number.
    pub const fn number(self) -> i64 {
        match self {
            Self::Queueing => 1,
            Self::Processing => 2,
            Self::Completed => 3,
            Self::Failed => 4,
        }
    }

    /// The word that the npm package uses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Queueing => "queueing",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
        }
    }

    /// Whether this is the last status of a job.
    pub const fn is_terminal(self) -> bool {
        matches!(self, Self::Completed | Self::Failed)
    }
}
