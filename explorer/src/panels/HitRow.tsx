/** One hit of a search. */
import { store } from '../model/store';
import { hitLine, type Hit } from './hits';
import { KindIcon } from './Icon';
import { KIND_NAMES } from './words';

export function HitRow({ hit }: { readonly hit: Hit }) {
  const line = hitLine(hit).join(' · ');
  return (
    <>
      <KindIcon kind={hit.kind} />
      <span class="hit">
        <span class="hit-name">
          <bdi>{hit.name}</bdi>
        </span>
        <span class="hit-line" title={line}>
          <span class="hit-kind">{KIND_NAMES[hit.kind].one}</span>
          {line !== '' && ` · ${line}`}
        </span>
      </span>
      {store.nodes.value.has(hit.id) && <span class="badge">shown</span>}
    </>
  );
}
