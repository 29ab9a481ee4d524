/** A menu: arrows walk it, a letter jumps, Escape closes it and gives the focus back to where it was. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

import { Sign, type SignName } from './Icon';
import { isHeld } from './keynames';

export interface Item {
  readonly label: string;
  readonly sign?: SignName;
  readonly note?: string;
  readonly run?: () => void;
  readonly href?: string;
  readonly off?: boolean;
}

interface Props {
  readonly label: string;
  readonly groups: readonly (readonly Item[])[];
  readonly close: () => void;
  /** Where its corner stands, in pixels of the window; without, it hangs below the element before it. */
  readonly at?: { readonly x: number; readonly y: number };
}

const ITEMS = '[role="menuitem"]:not([aria-disabled="true"])';

export function Menu({ label, groups, close, at }: Props) {
  const menu = useRef<HTMLDivElement>(null);
  const before = useRef<HTMLElement | null>(null);
  const items = (): HTMLElement[] => [...(menu.current?.querySelectorAll<HTMLElement>(ITEMS) ?? [])];

  useLayoutEffect(() => {
    before.current = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    items()[0]?.focus();
  }, []);

  useEffect(() => {
    const box = menu.current;
    // The button that it hangs from closes it by itself.
    const home = at ? box : box?.parentElement;
    const outside = (event: Event): void => {
      if (!home?.contains(event.target as Node)) close();
    };
    document.addEventListener('pointerdown', outside, true);
    window.addEventListener('blur', close);
    return () => {
      document.removeEventListener('pointerdown', outside, true);
      window.removeEventListener('blur', close);
    };
  }, []);

  /** At once, so that what runs next may take the focus elsewhere. */
  const leave = (): void => {
    before.current?.focus();
    close();
  };

  useLayoutEffect(() => {
    const box = menu.current;
    if (!box || !at) return;
    const { width, height } = box.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(at.x, innerWidth - width - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(at.y, innerHeight - height - 8))}px`;
  }, [at?.x, at?.y]);

  const onKeyDown = (event: KeyboardEvent): void => {
    const all = items();
    const now = all.indexOf(document.activeElement as HTMLElement);
    const to = target(event.key, now, all);
    event.stopPropagation();
    if (isHeld(event)) return;
    if (event.key === 'Escape' || event.key === 'Tab') leave();
    else if (to) to.focus();
    else return;
    if (event.key !== 'Tab') event.preventDefault();
  };

  return (
    <div ref={menu} class={at ? 'menu menu-free' : 'menu'} role="menu" aria-label={label} onKeyDown={onKeyDown}>
      {groups
        .filter((group) => group.length > 0)
        .map((group, at) => (
          <div key={at} role="group" class="menu-group">
            {group.map((item) => (
              <MenuItem key={item.label} item={item} leave={leave} />
            ))}
          </div>
        ))}
    </div>
  );
}

function target(key: string, now: number, all: readonly HTMLElement[]): HTMLElement | undefined {
  switch (key) {
    case 'ArrowDown':
      return all[(now + 1) % all.length];
    case 'ArrowUp':
      return all[(now + all.length - 1) % all.length];
    case 'Home':
      return all[0];
    case 'End':
      return all[all.length - 1];
    default:
      if (key.length !== 1 || key === ' ') return undefined;
      return [...all.slice(now + 1), ...all].find((one) => one.textContent.trim().toLowerCase().startsWith(key.toLowerCase()));
  }
}

function MenuItem({ item, leave }: { readonly item: Item; readonly leave: () => void }) {
  const inner = (
    <>
      {item.sign ? <Sign name={item.sign} /> : <span class="sign" />}
      <span class="menu-label">{item.label}</span>
      {item.note !== undefined && <span class="menu-note">{item.note}</span>}
    </>
  );
  if (item.href !== undefined)
    return (
      <a role="menuitem" tabIndex={-1} href={item.href} onClick={leave}>
        {inner}
      </a>
    );
  const run = (): void => {
    if (item.off) return;
    leave();
    item.run?.();
  };
  return (
    <button type="button" role="menuitem" tabIndex={-1} aria-disabled={item.off ? 'true' : undefined} onClick={run}>
      {inner}
    </button>
  );
}
