/** Names of pressed keys. Pure. */

export type Held = Pick<KeyboardEvent, 'ctrlKey' | 'metaKey' | 'altKey'>;
type Pressed = Held & Pick<KeyboardEvent, 'key' | 'shiftKey'>;

/** Whether a key is held with which the browser and the system have keys of their own: theirs go through. */
export function isHeld({ ctrlKey, metaKey, altKey }: Held): boolean {
  return ctrlKey || metaKey || altKey;
}

/** The name of a pressed key as the table writes it; on a Mac the command key is Ctrl. */
export function nameOf({ key, ctrlKey, metaKey, altKey, shiftKey }: Pressed, mac = false): string {
  const letter = key.length === 1 ? key.toUpperCase() : key;
  const sign = key.length === 1 && letter === key.toLowerCase();
  const [main, other] = mac ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
  const shift = shiftKey && !sign ? 'Shift+' : '';
  return `${main ? 'Ctrl+' : ''}${other ? 'Other+' : ''}${altKey ? 'Alt+' : ''}${shift}${letter}`;
}

/** A key that types something: such shortcuts can be turned off. */
export function isSingle(name: string): boolean {
  return name.length === 1;
}
