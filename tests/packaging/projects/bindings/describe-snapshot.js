/** What every component of these tests shows of a snapshot. */
export const describeSnapshot = ({ state, job, progress, error }) =>
  [state, progress && `${progress.loadedBytes} of ${progress.totalBytes}`, job?.id, job?.video_url, error?.message]
    .filter(Boolean)
    .join(" ");
