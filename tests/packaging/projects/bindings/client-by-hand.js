import { vi } from "vitest";

const record = {};

/** A client whose calls the test answers. */
export function clientByHand(pending = []) {
  const calls = [];
  const call = (name) => (input, options) =>
    new Promise((resolve, reject) => calls.push({ name, input, options, resolve, reject }));
  const client = {
    createImageToVideo: call("create"),
    waitForVideo: call("wait"),
    pendingJobs: vi.fn(async () => pending),
  };
  /** The next call of a function, once there is one. */
  const next = (name) =>
    vi.waitFor(() => {
      const found = calls.find((one) => one.name === name && !one.isTaken);
      if (!found) throw new Error(`no call of ${name}`);
      found.isTaken = true;
      return found;
    });
  const count = (name) => calls.filter((one) => one.name === name).length;
  return { client, next, count };
}

let jobs = 0;
/** A job that no other test has. */
export const newJob = () => ({ id: `job-${++jobs}`, status: "processing", record });

export const completedFrom = (job) => ({
  ...job,
  status: "completed",
  video_url: `https://example.com/${job.id}.mp4`,
  expiresAt: 1,
});
