import { runCell } from "./cell.mjs";
import { cells } from "./matrix.mjs";
import { startStage } from "./stage.mjs";

/** As many at a time as two cores bear; the slow ones wait for timeouts. */
const parallelCells = 16;

/** Runs every cell and returns them in their order with what was seen. */
export async function runMatrix({ filter = () => true, onRow = () => {} } = {}) {
  const all = cells().filter(filter);
  const results = new Array(all.length);
  const queue = all.map((_, index) => index);
  // Those that wait longest begin first.
  queue.sort((left, right) => Number(isSlow(all[right])) - Number(isSlow(all[left])));
  const stage = await startStage();
  try {
    const work = async () => {
      for (let index = queue.shift(); index !== undefined; index = queue.shift()) {
        const cell = all[index];
        results[index] = cell.reason ? { ...cell, broken: [] } : await runCell(stage, cell);
        onRow(results[index]);
      }
    };
    await Promise.all(Array.from({ length: parallelCells }, work));
  } finally {
    await stage.stop();
  }
  return results;
}

const isSlow = ({ trouble }) => trouble?.answer?.kind === "hang" || trouble?.count === 0 || trouble?.next !== undefined;
