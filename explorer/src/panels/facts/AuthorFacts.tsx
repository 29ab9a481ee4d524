/** What is known about a person, and how sure it is that this is one person. */
import { ask } from '../../api/ask';
import { AUTHOR_FACTS } from '../../api/documents';
import type { ResultOf } from '../../api/graphql';
import { LEVELS } from '../../model/words';
import { openCluster } from '../actions';
import { useAnswer } from '../answer';
import { Failure, Skeleton } from '../Failure';
import { KindIcon, Sign } from '../Icon';
import { AFFILIATION_WORDS, count, counted, evidenceWords, pageOf, percent, riskWords, years } from '../words';
import { Figures, figure, NodeButton, Out, Section, YearBars } from './parts';

type Author = NonNullable<ResultOf<typeof AUTHOR_FACTS>['author']>;

export function AuthorFacts({ id }: { readonly id: string }) {
  const { value, error } = useAnswer(`author ${id}`, (signal) => ask(AUTHOR_FACTS, { id }, signal));
  if (error !== null) return <Failure what="The details could not be loaded." error={error} />;
  if (value === null) return <Skeleton lines={7} />;
  if (value.author === null) return <p>Nothing is known about this person.</p>;
  const author = value.author;
  const { metrics } = author;
  const cluster = author.cluster?.cluster;
  return (
    <>
      <Where author={author} />
      <Figures
        rows={[
          ['Papers', count(metrics.paperCount)],
          ['Collaborators', count(metrics.collaboratorCount), `${count(metrics.closeCollaboratorCount)} close`],
          ['Active', years(metrics.firstYear, metrics.lastYear)],
          ['Citations', ...(figure(metrics.citationCount) ?? ([null] as const))],
          ['h-index', ...(figure(metrics.hIndex) ?? ([null] as const))],
        ]}
      />
      <YearBars counts={author.papersPerYear} />
      <Identity id={id} author={author} />
      {cluster && (
        <Section title="Works in a cluster">
          <button type="button" class="node-button" onClick={() => openCluster(cluster.id)}>
            <KindIcon kind="CLUSTER" />
            <bdi>{cluster.label}</bdi>
            <span class="small">{`${LEVELS[cluster.level]}, ${counted(cluster.size, 'member')}`}</span>
          </button>
        </Section>
      )}
      {author.topics.length > 0 && (
        <Section title="Topics">
          {author.topics.map(({ topic, paperCount }) => (
            <NodeButton key={topic.id} id={topic.id} name={topic.name} note={counted(paperCount, 'paper')} />
          ))}
        </Section>
      )}
      {author.papers.nodes.length > 0 && (
        <Section title="Newest papers">
          {author.papers.nodes.map((paper) => (
            <NodeButton key={paper.id} id={paper.id} name={paper.title} note={String(paper.year ?? '')} />
          ))}
        </Section>
      )}
    </>
  );
}

function Where({ author }: { readonly author: Author }) {
  const printed = author.printedAffiliations.items[0];
  return (
    <div class="where">
      {author.affiliations.map(({ institution, firstYear, lastYear }) => (
        <NodeButton key={institution.id} id={institution.id} name={institution.name} note={years(firstYear, lastYear)} />
      ))}
      {author.affiliations.length === 0 && printed && (
        <p>
          <bdi>{printed.name}</bdi>
          <span class="small"> as printed{printed.lastYear === null ? '' : ` in ${printed.lastYear}`}</span>
        </p>
      )}
      {author.affiliationStatus !== 'KNOWN' && <p class="small">{AFFILIATION_WORDS[author.affiliationStatus]}</p>}
      {author.nameVariants.length > 0 && (
        <p class="small">
          Also printed as <bdi>{author.nameVariants.slice(0, 4).join('; ')}</bdi>
          {author.nameVariants.length > 4 && ` and ${author.nameVariants.length - 4} more`}
        </p>
      )}
      {author.orcid !== null && (
        <p class="small">
          ORCID <Out href={`https://orcid.org/${encodeURIComponent(author.orcid)}`}>{author.orcid}</Out>
        </p>
      )}
    </div>
  );
}

function Identity({ id, author }: { readonly id: string; readonly author: Author }) {
  const risk = riskWords(author.identity.mergeRisk, author.identity.evidence);
  return (
    <Section title="Is this one person?">
      <p class={`risk risk-${risk.concern}`}>
        {risk.concern !== 'none' && <Sign name="warning" />}
        <span>{risk.text}</span>
      </p>
      <p class="small">
        {evidenceWords(author.identity.shares)}
        {author.identity.isPartial === true && ' A source delivered only part of the papers.'}
      </p>
      {risk.concern !== 'none' && author.identity.reasons.length > 0 && (
        <ul class="small reasons">
          {author.identity.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {author.possiblySame.map(({ author: other, probability }) => (
        <NodeButton key={other.id} id={other.id} name={other.name} note={`possibly the same, ${percent(probability)}`} />
      ))}
      <p class="small">
        <a href={`${pageOf('AUTHOR', id)}#identity`}>How the papers were attributed</a>
      </p>
    </Section>
  );
}
