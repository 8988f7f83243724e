// Claims of jobs: of several hooks and elements, in any tab, one takes up a pending job.

const PREFIX = "akool-image-to-video job ";

/** The claims of this page. Without Web Locks, which need TLS, no others are known. */
const own = new Map<string, AbortSignal>();

/** Claims a job's id, or the key of an order, until `signal` aborts. Resolves to whether it was free. */
export const claim = async (name: string, signal: AbortSignal): Promise<boolean> => {
  if (own.has(name) || signal.aborted) return false;
  own.set(name, signal);
  const release = () => {
    if (own.get(name) === signal) own.delete(name);
  };
  signal.addEventListener("abort", release);
  const isFree = await new Promise<boolean>((resolve) => {
    const locks = globalThis.navigator?.locks;
    const hold = (lock: Lock | null) => {
      resolve(!!lock);
      return lock && !signal.aborted && new Promise((done) => signal.addEventListener("abort", done));
    };
    if (!locks) return resolve(true);
    // A page that may not use locks knows of no other claims.
    locks.request(PREFIX + name, { ifAvailable: true }, hold).catch(() => resolve(true));
  });
  if (!isFree) release();
  return isFree && !signal.aborted;
};

/** Whether this page has claimed it. */
export const isClaimedHere = (name: string): boolean => own.has(name);

/** Every id and key that is claimed now. */
export const claimed = async (): Promise<Set<string>> => {
  const locks = await globalThis.navigator?.locks?.query().catch(() => undefined);
  return new Set([...own.keys(), ...(locks?.held ?? []).map(({ name = "" }) => name.replace(PREFIX, ""))]);
};
