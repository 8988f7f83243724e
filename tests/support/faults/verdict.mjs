/** Calls that may create a job themselves; all others are about a job that was created before. */
const creating = ["create", "token"];

/** The rules that what was seen in a cell breaks. */
export function faultsOf({ action, leg, trouble }, seen) {
  const { accepted, posts, outcome, charged, retryable, hasPending, isVideo, keys, found } = seen;
  const isAborted = trouble.inPage === "abort";
  const paysHere = creating.includes(action);
  const isDirect = leg === "page–Akool";
  const rules = {
    "two creates were accepted": accepted > 1,
    "one order went out under several keys": keys.size > 1,
    "a create went out without a key": !isDirect && keys.has(undefined),
    "the error is not the package's own": outcome.startsWith("no error of ours"),
    "an abort does not reject with the signal's reason": isAborted !== (outcome === "the signal's reason"),
    "it resolved, and no job exists": outcome === "resolved" && accepted !== 1 && action !== "upload",
    "what was saved is no video": action === "download" && outcome === "resolved" && !isVideo,
    "it says that nothing was charged, and a job exists": paysHere && charged === "no" && accepted > 0,
    "it invites a second try, and a job exists": paysHere && retryable && accepted > 0,
    "the end is unknown, and there is no pending entry": charged === "unknown" && !isDirect && !hasPending,
    "the job is lost to the page":
      accepted === 1 && found?.status !== "completed" && !(isDirect && outcome !== "resolved"),
    "a job that is done is still pending": found?.isStillPending,
    "it was sent although its component had gone": trouble.inPage === "leave" && posts > 0,
    "another person sees a job": / sees [1-9]/.test(outcome),
    "a second call with the same key and file is not the same order":
      trouble.inPage === "sameFile" && !outcome.endsWith("resolved"),
    "what failed to load once is not loaded again": trouble.inPage === "chunk" && !outcome.endsWith("resolved"),
    "a job that was there is gone": !paysHere && action !== "upload" && accepted !== 1,
  };
  return Object.keys(rules).filter((rule) => rules[rule]);
}
