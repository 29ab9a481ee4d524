/** Names of pressed keys. Pure. */

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** The name of a pressed key as the table writes it; on a Mac the command key is Ctrl. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed): string {
  const letter = key.length === 1 ? key.toUpperCase() : key;
  const sign = key.length === 1 && letter === key.toLowerCase();
  const shift = shiftKey && !sign ? 'Shift+' : '';
  return `${ctrlKey || metaKey ? 'Ctrl+' : ''}${altKey ? 'Alt+' : ''}${shift}${letter}`;
}

/** A key that types something: such shortcuts can be turned off. */
export function isSingle(name: string): boolean {
  return name.length === 1;
}
