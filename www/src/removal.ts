import { deleteVideos, type Job } from "akool-image-to-video";
import type { VideoCards } from "./cards";
import { announce, find } from "./dom";
import { titleOf } from "./jobs";
import { t } from "./language";
import { recallObject, remember } from "./storage";

const undoMs = 10_000;

/** Removes videos, at first only from sight: they are deleted when there was time to undo it. */
export class Removal {
  constructor(private readonly cards: VideoCards) {}

  remove({ id, record }: Job, card: HTMLElement): void {
    const wait = (): void => {
      const end = (): void => (isInUse(card) ? wait() : void this.delete(id));
      this.cards.removed.set(id, setTimeout(end, undoMs));
    };
    wait();
    this.#changed();
    find("[data-action=undo]", HTMLElement, card).focus();
    announce(t("job.removed", { title: titleOf(record) }));
  }

  undo({ id }: Job, card: HTMLElement): void {
    this.#restore(id);
    find("[data-action=remove]", HTMLElement, card).focus();
    announce(t("job.restored"));
  }

  async delete(key: string): Promise<void> {
    const { history } = this.cards;
    const job = history.find(key);
    // Another tab may have taken it back.
    if (job === undefined || !Object.hasOwn(recallObject("removed"), key)) return this.#restore(key);
    const hadFocus = document.activeElement?.closest<HTMLElement>(".job")?.dataset.key === key;
    const deletion = await deleteVideos(job).catch(() => undefined);
    if (deletion?.successIds.length === 1) history.jobs = history.jobs.filter((one) => one !== history.find(key));
    else announce(t("job.kept", { title: titleOf(job.record) }));
    this.#restore(key);
    if (hadFocus) find("#jobs-heading", HTMLElement).focus();
  }

  #restore(key: string): void {
    clearTimeout(this.cards.removed.get(key));
    this.cards.removed.delete(key);
    this.#changed();
  }

  #changed(): void {
    const keys = [...this.cards.removed.keys()];
    remember("removed", JSON.stringify(Object.fromEntries(keys.map((key) => [key, true]))));
    this.cards.show();
  }
}

/** Whether the pointer or the focus is on a card: then there is more time. */
function isInUse(card: HTMLElement): boolean {
  return card.matches(":hover") || (card.contains(document.activeElement) && document.hasFocus());
}
