/**
 * Search while typing, as the ARIA pattern has it: the focus stays in the field, the arrows walk the list.
 * Every word from the API is shown as text.
 */
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';

import type { Kind } from '../model/types';
import { findNodes, type Hit } from './hits';
import { HitRow } from './HitRow';
import { Sign } from './Icon';
import { isHeld } from './keynames';
import { NOTHING, searching, type Found } from './searching';
import { told } from './told';

interface Props {
  readonly label: string;
  readonly placeholder: string;
  readonly onPick: (hit: Hit) => void;
  /** Only nodes of these kinds. */
  readonly kinds?: readonly Kind[];
  /** For others to put the focus on. */
  readonly name: string;
  readonly className?: string;
  /** What is picked now, for a field that keeps it; a field without it empties itself. */
  readonly picked?: string | null;
  readonly keeps?: boolean;
  readonly hint?: ComponentChildren;
}

export function Combobox({ label, placeholder, onPick, kinds, name, className = '', picked, keeps = false, hint }: Props) {
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  const [text, setText] = useState(picked ?? '');
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState<string | null>(null);
  const [found, setFound] = useState<Found<Hit>>(NOTHING);
  const asked = useMemo(() => searching((words, signal) => findNodes(words, kinds, signal), setFound), []);

  useEffect(() => () => asked.stop(), [asked]);
  useEffect(() => setText(picked ?? ''), [picked]);
  const hits = found.hits;
  // By its id: an answer that comes late, with other hits around it, does not take the choice away.
  const active = hits.findIndex((hit) => hit.id === at);
  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' });
  }, [active]);

  const shown = open && found.state !== 'idle';

  const type = (value: string): void => {
    setText(value);
    setAt(null);
    setOpen(true);
    asked.type(value);
  };
  const pick = (hit: Hit): void => {
    setOpen(false);
    asked.type('');
    setText(keeps ? hit.name : '');
    onPick(hit);
  };
  const move = (by: number): void => {
    setOpen(true);
    if (hits.length > 0) setAt(hits[(active + by + hits.length + (active < 0 && by < 0 ? 1 : 0)) % hits.length]?.id ?? null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.isComposing || isHeld(event)) return;
    const chosen = hits[active] ?? (found.state === 'found' ? hits[0] : undefined);
    if (event.key === 'ArrowDown') move(1);
    else if (event.key === 'ArrowUp') move(-1);
    else if (event.key === 'Enter' && shown && chosen) pick(chosen);
    else if (event.key === 'Escape' && shown) setOpen(false);
    else if (event.key === 'Escape' && text !== '') type('');
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      class={`combobox ${className}`}
      onFocusOut={(event) => {
        if (event.currentTarget.contains(event.relatedTarget as Node | null)) return;
        setOpen(false);
        // What was typed and not picked must not stand where the picked one is meant.
        if (picked != null) setText(picked);
      }}
    >
      <label class={keeps ? 'field-label' : 'sr-only'} for={id}>
        {label}
      </label>
      <div class="combobox-field">
        <Sign name="search" />
        <input
          ref={field}
          id={id}
          data-field={name}
          type="text"
          role="combobox"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          enterkeyhint="search"
          maxLength={200}
          placeholder={placeholder}
          value={text}
          aria-autocomplete="list"
          aria-expanded={shown}
          aria-controls={`${id}-list`}
          aria-activedescendant={shown && active >= 0 ? `${id}-${active}` : undefined}
          onInput={(event) => type(event.currentTarget.value)}
          onFocus={(event) => {
            event.currentTarget.select();
            if (text !== '' && !keeps) setOpen(true);
          }}
          onKeyDown={onKeyDown}
        />
        {hint}
      </div>
      <div class="combobox-list" hidden={!shown}>
        <ul id={`${id}-list`} role="listbox" aria-label={label} aria-busy={found.state === 'asking'}>
          {shown &&
            hits.map((hit, at) => (
              <li
                key={hit.id}
                id={`${id}-${at}`}
                role="option"
                aria-selected={at === active}
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(hit)}
              >
                <HitRow hit={hit} />
              </li>
            ))}
        </ul>
        <p class="combobox-said" role="status">
          {shown && saidOf(found)}
        </p>
      </div>
    </div>
  );
}

function saidOf(found: Found<Hit>): ComponentChildren {
  switch (found.state) {
    case 'failed':
      return `The search failed: ${told(found.error).text}`;
    case 'asking':
      return found.hits.length === 0 ? 'Searching…' : <span class="sr-only">Searching…</span>;
    case 'found':
      if (found.hits.length === 0) return `Nothing is called “${found.text}”.`;
      return <span class="sr-only">{`${found.hits.length} found; arrows to choose`}</span>;
    default:
      return null;
  }
}
