/** What is known about a paper, a topic, an institution and a venue. */
import { useState } from 'preact/hooks';

import { ask } from '../../api/ask';
import { INSTITUTION_FACTS, PAPER_FACTS, TOPIC_FACTS, VENUE_FACTS } from '../../api/documents';
import { useAnswer } from '../answer';
import { Failure, Skeleton } from '../Failure';
import { Sign } from '../Icon';
import { count, counted, years } from '../words';
import { Figures, figure, NodeButton, Out, Section, YearBars } from './parts';

interface Props {
  readonly id: string;
}

const FAILED = 'The details could not be loaded.';

export function PaperFacts({ id }: Props) {
  const { value, error } = useAnswer(`paper ${id}`, (signal) => ask(PAPER_FACTS, { id }, signal));
  if (error !== null) return <Failure what={FAILED} error={error} />;
  if (value === null) return <Skeleton lines={7} />;
  const paper = value.paper;
  if (paper === null) return <p>Nothing is known about this paper.</p>;
  const more = paper.authorCount - paper.authors.nodes.length;
  return (
    <>
      {paper.isRetracted && (
        <p class="risk risk-much">
          <Sign name="warning" />
          <span>This paper was retracted.</span>
        </p>
      )}
      <Figures
        rows={[
          ['Year', paper.year === null ? null : String(paper.year)],
          ['Type', paper.type],
          ['Citations', ...(figure(paper.citationCount) ?? ([null] as const))],
        ]}
      />
      <p class="links">
        {paper.url !== null && <Out href={paper.url}>Source</Out>}
        {paper.pdfUrl !== null && <Out href={paper.pdfUrl}>PDF</Out>}
        {paper.codeUrl !== null && <Out href={paper.codeUrl}>Code</Out>}
        {paper.doi !== null && <Out href={`https://doi.org/${encodeURI(paper.doi)}`}>DOI</Out>}
      </p>
      <Section title={counted(paper.authorCount, 'author')}>
        {paper.authors.nodes.map((author, at) => (
          <NodeButton key={`${at} ${author.id}`} id={author.id} name={author.name} />
        ))}
        {more > 0 && <p class="small">and {count(more)} more</p>}
      </Section>
      {paper.venue && (
        <Section title="Published in">
          <NodeButton id={paper.venue.id} name={paper.venue.name} />
        </Section>
      )}
      {paper.topics.length > 0 && (
        <Section title="Topics">
          {paper.topics.map(({ topic }) => (
            <NodeButton key={topic.id} id={topic.id} name={topic.name} />
          ))}
        </Section>
      )}
      {paper.abstract !== null && <Abstract key={id} text={paper.abstract} />}
    </>
  );
}

function Abstract({ text }: { readonly text: string }) {
  const [open, setOpen] = useState(false);
  const long = text.length > 280;
  return (
    <Section title="Abstract">
      <p class={long && !open ? 'clamped' : ''}>{text}</p>
      {long && (
        <button type="button" class="link" aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Show less' : 'Show all'}
        </button>
      )}
    </Section>
  );
}

export function TopicFacts({ id }: Props) {
  const { value, error } = useAnswer(`topic ${id}`, (signal) => ask(TOPIC_FACTS, { id }, signal));
  if (error !== null) return <Failure what={FAILED} error={error} />;
  if (value === null) return <Skeleton lines={6} />;
  const topic = value.topic;
  if (topic === null) return <p>Nothing is known about this topic.</p>;
  return (
    <>
      {topic.description !== null && <p>{topic.description}</p>}
      <Figures
        rows={[
          ['Papers', count(topic.paperCount), 'with subtopics'],
          ['Scheme', topic.scheme],
          ['Level', topic.level],
        ]}
      />
      {topic.keywords.length > 0 && <p class="small">{topic.keywords.join(' · ')}</p>}
      {topic.broader.nodes.length > 0 && (
        <Section title="Part of">
          {topic.broader.nodes.map((one) => (
            <NodeButton key={one.id} id={one.id} name={one.name} />
          ))}
        </Section>
      )}
      <Papered title="People with most papers" people={topic.topAuthors.edges.map((edge) => ({ ...edge.node, paperCount: edge.paperCount }))} />
    </>
  );
}

export function InstitutionFacts({ id }: Props) {
  const { value, error } = useAnswer(`institution ${id}`, (signal) => ask(INSTITUTION_FACTS, { id }, signal));
  if (error !== null) return <Failure what={FAILED} error={error} />;
  if (value === null) return <Skeleton lines={6} />;
  const institution = value.institution;
  if (institution === null) return <p>Nothing is known about this institution.</p>;
  const place = [institution.city, country(institution.countryCode)].filter((part) => part !== null).join(', ');
  return (
    <>
      {place !== '' && <p>{place}</p>}
      <Figures
        rows={[
          ['People', count(institution.authorCount)],
          ['Papers', count(institution.paperCount)],
          ['Type', institution.type],
        ]}
      />
      {institution.aliases.length > 0 && <p class="small">Also called {institution.aliases.slice(0, 4).join('; ')}</p>}
      {institution.ror !== null && (
        <p class="small">
          ROR <Out href={`https://ror.org/${encodeURIComponent(institution.ror)}`}>{institution.ror}</Out>
        </p>
      )}
      <Papered
        title="People with most papers"
        people={institution.people.edges.map(({ node, paperCount, firstYear, lastYear }) => ({
          ...node,
          paperCount,
          span: years(firstYear, lastYear),
        }))}
      />
    </>
  );
}

const COUNTRIES = new Intl.DisplayNames('en', { type: 'region' });

function country(code: string | null): string | null {
  if (code === null || !/^[A-Z]{2}$/.test(code)) return code;
  return COUNTRIES.of(code) ?? code;
}

export function VenueFacts({ id }: Props) {
  const { value, error } = useAnswer(`venue ${id}`, (signal) => ask(VENUE_FACTS, { id }, signal));
  if (error !== null) return <Failure what={FAILED} error={error} />;
  if (value === null) return <Skeleton lines={6} />;
  const venue = value.venue;
  if (venue === null) return <p>Nothing is known about this venue.</p>;
  return (
    <>
      <Figures
        rows={[
          ['Papers', count(venue.paperCount)],
          ['Short', venue.acronym],
          ['Type', venue.type],
        ]}
      />
      <YearBars counts={venue.papersPerYear} />
      <Papered title="People with most papers" people={venue.topAuthors.map(({ author, paperCount }) => ({ ...author, paperCount }))} />
    </>
  );
}

interface PaperedProps {
  readonly title: string;
  readonly people: readonly { readonly id: string; readonly name: string; readonly paperCount: number; readonly span?: string }[];
}

function Papered({ title, people }: PaperedProps) {
  if (people.length === 0) return null;
  return (
    <Section title={title}>
      {people.map(({ id, name, paperCount, span }) => (
        <NodeButton key={id} id={id} name={name} note={[counted(paperCount, 'paper'), span].filter(Boolean).join(', ')} />
      ))}
    </Section>
  );
}
