// The one sentence: how true is search, why, and what to do. Pure.

import { of, seconds, share } from './words.js';

/** Longer than this is worth a reason. */
const BEHIND = 5;

/** Pulses come every second; this long without one, what is shown is old. */
export const SILENT = 8;

function ago(age) {
  return age < 9.95 ? `${Math.max(0.1, age).toFixed(1)} s` : seconds(age);
}

function typesBy(types, test) {
  return Object.entries(types).filter(([, type]) => test(type)).map(([name]) => name);
}

function list(names) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/**
 * @param overview what the newest event of that name held
 * @param age seconds since search was last known to be true, null if it never was
 * @param silence seconds without a word from the daemon
 * @returns {{kind: string, sentence: string, because: string, todo: string}}
 */
export function headline(overview, age, silence) {
  if (silence > SILENT) {
    return {
      kind: 'bad',
      sentence: `No word from the daemon for ${seconds(silence)}.`,
      because: 'What stands below is from then.',
      todo: 'Is it running, and can this browser reach it? Its log tells more; this page goes on by itself when it answers.',
    };
  }
  const indexer = overview.indexer ?? {};
  const newest = indexer.errors?.[0];
  const behind = age === null ? 'Search is behind.' : `Search is behind by ${ago(age)}.`;
  if (indexer.status === 'starting listener' || indexer.status === 'connecting') {
    return {
      kind: newest ? 'bad' : 'unknown',
      sentence: 'The daemon is not connected yet.',
      because: newest?.error ?? '',
      todo: newest?.hint ?? '',
    };
  }
  if (indexer.status === 'sleeping') {
    return { kind: 'bad', sentence: behind, because: newest?.error ?? 'A server is away.', todo: newest?.hint ?? '' };
  }
  if (indexer.leading === false) {
    return {
      kind: 'unknown',
      sentence: 'This daemon stands by.',
      because: 'Another one leads and indexes; it takes over when that one ends.',
      todo: 'Ask that one how far search is.',
    };
  }
  if (indexer.paused) {
    return {
      kind: 'warn',
      sentence: age === null ? 'Indexing is paused.' : `Indexing is paused. ${behind}`,
      because: `The reason given: ${indexer.paused.reason || 'none'}.`,
      todo: 'Nothing is lost. It goes on after tidemark resume (POST /_indexer/_resume).',
    };
  }
  return ofTypes(overview, indexer, age, behind);
}

function ofTypes(overview, indexer, age, behind) {
  const types = indexer.types ?? {};
  const failed = typesBy(types, (type) => type.status === 'failed');
  if (failed.length > 0) {
    return {
      kind: 'bad',
      sentence: `Search is not true for ${list(failed)}.`,
      because: types[failed[0]].reason ?? 'Its last job failed.',
      todo: 'Mend that, then reindex the type.',
    };
  }
  const missing = typesBy(types, (type) => !type.index);
  if (missing.length > 0) {
    return {
      kind: 'busy',
      sentence: 'The first index is being built.',
      because: `Not searchable yet: ${list(missing)}.${progress(overview)}`,
      todo: '',
    };
  }
  const stale = typesBy(types, (type) => type.status === 'stale');
  if (stale.length > 0) {
    return {
      kind: 'warn',
      sentence: `Search may not be true for ${list(stale)}.`,
      because: `Because of: ${types[stale[0]].reason ?? 'unknown'}.${progress(overview)}`,
      todo: 'It is rebuilt by itself; searches are answered from the index before.',
    };
  }
  if (age === null) {
    return {
      kind: 'busy',
      sentence: 'How far search is behind is not known yet.',
      because: 'The daemon has not finished its first look at the change log, or this page has not heard of it.',
      todo: '',
    };
  }
  if (age > BEHIND) {
    const cycle = indexer.cycle;
    return {
      kind: 'warn',
      sentence: behind,
      because: cycle
        ? `A cycle is writing ${of(cycle.documents, 'document', 'documents')}.`
        : 'More changes come than are written, or a transaction is being read.',
      todo: 'Nothing, while it falls. If it grows for minutes: is a server busy with something else?',
    };
  }
  const building = typesBy(types, (type) => type.is_index_building);
  const troubled = indexer.troubled ?? 0;
  const words = [];
  if (troubled > 0) {
    words.push(`All but ${of(troubled, 'document', 'documents')} that could not be indexed.`);
  }
  if (building.length > 0) {
    words.push(`Beside it ${list(building)} ${building.length === 1 ? 'is' : 'are'} rebuilt.`);
  }
  return {
    kind: troubled > 0 ? 'warn' : 'good',
    sentence: `Search is true to the database as of ${ago(age)} ago.`,
    because: words.join(' '),
    todo: troubled > 0 ? 'Each is tried again by itself; below is what was refused.' : '',
  };
}

function progress(overview) {
  const running = (overview.jobs?.jobs ?? []).filter((job) => job.status === 'running');
  return running.length === 0 ? '' : ` ${running[0].label}: ${share(running[0].progress)}.`;
}
