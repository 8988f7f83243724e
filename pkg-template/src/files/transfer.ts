// What uploads and downloads share.

import type { Progress, TransferOptions } from "../types/options.js";

/** Calls `onSilence` unless `restart` is called in time. */
export const watchdog = (limitMs: number, onSilence: () => void) => {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const restart = () => {
    clearTimeout(timer);
    timer = setTimeout(onSilence, Math.min(limitMs, 2 ** 31 - 1));
  };
  restart();
  return { restart, stop: () => clearTimeout(timer) };
};

/** Reports progress; an exception of the callback's is logged and ends nothing. */
export const report = (
  onProgress: TransferOptions["onProgress"],
  loadedBytes: number,
  totalBytes: number | undefined,
) => {
  try {
    onProgress?.({ loadedBytes, totalBytes } as Progress);
  } catch (thrown) {
    console.error(thrown);
  }
};
