/** What leaves the explorer: the link of the view to the clipboard, files to the reader's disk. */
import type { Export } from '../exports';
import { store } from '../model/store';
import { shareLink } from './ui';

/** Copies the address of the view; where the browser does not let us, shows it to be copied by hand. */
export async function share(): Promise<void> {
  try {
    await navigator.clipboard.writeText(location.href);
    store.said.value = 'Link copied';
  } catch {
    shareLink.value = location.href;
  }
}

export async function save(one: Export): Promise<void> {
  try {
    const { name, blob, contents } = await one.make();
    const address = URL.createObjectURL(blob);
    const link = document.createElement('a');
    link.href = address;
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    store.said.value = contents === undefined ? `Saved ${name}` : `Saved ${contents}: ${name}`;
  } catch (error) {
    store.said.value = `${one.label} could not be made: ${error instanceof Error ? error.message : String(error)}`;
  }
}
