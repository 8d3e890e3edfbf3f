// The page: what the daemon tells, put where it belongs.

import { follow, get } from './api.js';
import * as charts from './charts.js';
import { headline, SILENT } from './headline.js';
import * as operations from './operations.js';
import { button, element, figure, figures, keep, row, say, state, step } from './render.js';
import { of, time } from './words.js';

const byId = (id) => document.getElementById(id);
const TYPE_KINDS = { online: 'good', building: 'busy', stale: 'warn', failed: 'bad' };
const JOB_KINDS = { pending: 'unknown', running: 'busy', completed: 'good', failed: 'bad', cancelled: 'warn' };

let overview = {};
let pulse = null;
let heard = performance.now();
let announced = '';

function sinceHeard() {
  return (performance.now() - heard) / 1000;
}

function showHeadline() {
  const moment = pulse?.true_as_of;
  const silence = sinceHeard();
  // Both by the daemon's clock. Between two pulses nothing is known, and nothing is claimed.
  const age = moment ? Math.max(0, (Date.parse(pulse.now) - Date.parse(moment)) / 1000) + (silence > 2 ? silence : 0) : null;
  if (!overview.indexer && silence <= SILENT) {
    return;
  }
  const words = headline(overview, age, silence);
  byId('headline').dataset.kind = words.kind;
  say(byId('sentence'), words.sentence);
  say(byId('because'), words.because);
  say(byId('todo'), words.todo);
  // Who listens is told when it changes, and not each second how long ago.
  const news = `${words.kind} ${words.sentence.replace(/[\d.]+ .*/, '')}`;
  if (news !== announced) {
    announced = news;
    say(byId('announcement'), `${words.sentence} ${words.because}`);
    document.title = words.kind === 'good' ? 'Tidemark' : `Tidemark: ${words.sentence}`;
  }
}

function showCycle() {
  const { cycle, status } = overview.indexer ?? {};
  const target = byId('cycle');
  if (cycle) {
    say(target, `A cycle is writing ${of(cycle.documents, 'document', 'documents')}, since ${time(cycle.began)}.`);
  } else {
    const busy = (overview.jobs?.jobs ?? []).some((job) => job.status === 'running');
    say(target, busy ? 'No cycle is writing.' : status === 'waiting' ? 'Waiting for the next change.' : `Status: ${status ?? 'unknown'}.`);
  }
}

function jobElement() {
  const made = element('li', { class: 'job' },
    element('p', {}, element('strong'), ' ', element('span', { class: 'state' }), ' ', element('span', { class: 'reason' })),
    element('progress', { max: '1' }),
    element('p', { class: 'numbers' },
      element('span'), ' of ', element('span'), ' documents (', element('span'), '), ', element('span'), ' a second',
      element('span', { class: 'eta' }, ', ', element('span'), ' to go')),
    element('p', { class: 'error' }));
  const act = button('', '', () => (made.job.status === 'failed' ? operations.retry(made.job) : operations.cancel(made.job)));
  made.append(act);
  return made;
}

function showJob(made, { job, i }) {
  made.job = job;
  const [title, progress, numbers, error, act] = made.children;
  say(title.querySelector('strong'), job.label);
  state(title.querySelector('.state'), job.status, JOB_KINDS[job.status] ?? 'unknown');
  say(title.querySelector('.reason'), job.reason ?? '');
  progress.value = job.progress ?? 0;
  progress.setAttribute('aria-label', `Progress of the job of ${job.label}`);
  progress.hidden = job.status !== 'running';
  const [processed, total, share, rate, eta] = numbers.querySelectorAll('span:not(.eta)');
  const from = `/jobs/jobs/${i}`;
  figure(processed, overview, `${from}/processed_docs`, 'count');
  figure(total, overview, `${from}/total_docs`, 'count');
  figure(share, overview, `${from}/progress`, 'share');
  figure(rate, overview, `${from}/docs_per_second`, 'count');
  figure(eta, overview, `${from}/eta_seconds`, 'seconds');
  numbers.querySelector('.eta').hidden = job.status !== 'running';
  say(error, job.error ?? '');
  const open = job.status === 'pending' || job.status === 'running';
  act.hidden = !open && !(job.status === 'failed' && job.retry_count < job.max_retries);
  say(act, open ? 'Cancel' : 'Retry');
  act.setAttribute('aria-label', `${open ? 'Cancel' : 'Retry'} the job of ${job.label}`);
}

function showJobs() {
  const jobs = (overview.jobs?.jobs ?? []).map((job, i) => ({ job, i }));
  const wanted = ({ job }) => ['pending', 'running', 'failed'].includes(job.status);
  const open = jobs.filter(wanted);
  const past = jobs.filter((one) => !wanted(one));
  keep(byId('jobs'), open, ({ job }) => job.id, jobElement, showJob);
  keep(byId('past-jobs'), past, ({ job }) => job.id, jobElement, showJob);
  byId('past').hidden = past.length === 0;
  say(byId('past-count'), String(past.length));
}

function verified(target, one) {
  if (one?.status !== 'completed' && one?.status !== 'running') {
    state(target, 'not yet', 'unknown');
    return;
  }
  const drift = (one.missing ?? 0) + (one.extra ?? 0) + (one.different ?? 0);
  if (drift > 0) {
    state(target, of(drift, 'difference', 'differences'), 'bad');
  } else if (one.status === 'running') {
    state(target, 'running', 'busy');
  } else {
    state(target, `true at ${time(one.completed_at)}`, 'good');
  }
}

function typeRow(name) {
  const made = row('Type', 'Index', 'Documents', 'To index', 'Lag, median', 'Lag, 99 %', 'Built', 'Verified', '');
  [2, 3, 4, 5].forEach((i) => made.cells[i].classList.add('number'));
  made.cells[1].append(element('span'), element('span', { class: 'reason' }));
  made.cells[7].className = 'wide';
  made.cells[7].append(element('span'));
  made.cells[8].className = 'act';
  made.cells[8].append(button('Reindex', `Reindex ${name}`, () => operations.reindex(name)));
  return made;
}

function showTypes() {
  const types = overview.indexer?.types ?? {};
  keep(byId('types'), Object.keys(types).sort(), (name) => name, typeRow, (made, name) => {
    const type = types[name];
    const status = `/indexing_status/types/${step(name)}`;
    const counted = overview.indexing_status?.types?.[name]?.documents !== undefined;
    say(made.cells[0], name);
    state(made.cells[1].firstChild, type.status, TYPE_KINDS[type.status] ?? 'unknown');
    say(made.cells[1].lastChild, type.reason ?? '');
    figure(made.cells[2], overview, counted ? `${status}/documents` : `/indexer/types/${step(name)}/row_count_at_build`, 'count');
    figure(made.cells[3], overview, `${status}/num_unindexed_ops`, 'count');
    figure(made.cells[4], overview, `${status}/freshness/p50_seconds`, 'seconds');
    figure(made.cells[5], overview, `${status}/freshness/p99_seconds`, 'seconds');
    figure(made.cells[6], overview, `/indexer/types/${step(name)}/last_built_at`, 'time');
    verified(made.cells[7].firstChild, overview.verification?.types?.[name]);
  });
}

function troubledRow() {
  const made = row('Document', 'Reason', 'Tries', 'Since', 'Next try', '');
  made.cells[2].classList.add('number');
  made.cells[1].classList.add('long');
  made.cells[5].className = 'act';
  made.cells[5].append(button('Try again', '', () => operations.retryDocument(made.entry)));
  return made;
}

function showTroubled() {
  const { count = 0, list = [] } = overview.troubled ?? {};
  byId('troubled-none').hidden = count > 0;
  byId('troubled-table').hidden = count === 0;
  keep(byId('troubled'), list, (entry) => entry.uuid, troubledRow, (made, entry, i) => {
    made.entry = entry;
    const from = `/troubled/list/${i}`;
    say(made.cells[0], entry.uuid);
    say(made.cells[1], entry.error_message);
    figure(made.cells[2], overview, `${from}/attempts`, 'count');
    figure(made.cells[3], overview, `${from}/first`, 'time');
    figure(made.cells[4], overview, `${from}/next`, 'time');
    made.cells[5].firstChild.setAttribute('aria-label', `Try ${entry.uuid} again`);
  });
  byId('troubled-more').hidden = count <= list.length;
  say(byId('troubled-more'), `and ${of(count - list.length, 'more', 'more')}.`);
}

function changed(result) {
  const names = Array.isArray(result.updated) ? result.updated : null;
  return names === null ? of(result.updated, 'object', 'objects')
    : names.slice(0, 3).join(', ') + (names.length > 3 ? ` and ${names.length - 3} more` : '');
}

function showResults() {
  const make = () => {
    const made = row('When', 'Transactions', 'Changed', 'Written', 'Deleted', 'Took', 'Lag');
    [1, 3, 4, 5, 6].forEach((i) => made.cells[i].classList.add('number'));
    made.cells[2].classList.add('long');
    return made;
  };
  keep(byId('results'), overview.indexer?.results ?? [], (result) => result.timestamp, make, (made, result, i) => {
    const from = `/indexer/results/${i}`;
    figure(made.cells[0], overview, `${from}/timestamp`, 'time');
    figure(made.cells[1], overview, `${from}/txn_count`, 'count');
    say(made.cells[2], changed(result));
    figure(made.cells[3], overview, `${from}/indexed`, 'count');
    figure(made.cells[4], overview, `${from}/deleted`, 'count');
    figure(made.cells[5], overview, `${from}/cycle_took_seconds`, 'seconds');
    figure(made.cells[6], overview, `${from}/txn_lag_seconds`, 'seconds');
  });
}

function showFollowUps() {
  const followUps = overview.indexer?.followups ?? {};
  const titles = Object.keys(followUps);
  byId('followups-section').hidden = titles.length === 0;
  const make = () => {
    const made = row('Follow-up', 'Status', 'Groups behind', 'Documents behind');
    [2, 3].forEach((i) => made.cells[i].classList.add('number'));
    made.cells[1].append(element('span'));
    return made;
  };
  keep(byId('followups'), titles, (title) => title, make, (made, title) => {
    const from = `/indexer/followups/${step(title)}`;
    const status = followUps[title].status;
    say(made.cells[0], title);
    state(made.cells[1].firstChild, status, status === 'failing' ? 'bad' : status === 'waiting' ? 'good' : 'busy');
    figure(made.cells[2], overview, `${from}/lag/groups`, 'count');
    figure(made.cells[3], overview, `${from}/lag/ids`, 'count');
  });
}

function showServers() {
  const servers = overview.health?.dependencies ?? {};
  const make = () => element('li', {}, element('strong'), ' ', element('span'), ' since ', element('time'));
  keep(byId('servers'), Object.keys(servers), (name) => name, make, (made, name) => {
    const [title, status, since] = made.children;
    say(title, { postgres: 'PostgreSQL', elasticsearch: 'Elasticsearch' }[name] ?? name);
    state(status, servers[name].status, { up: 'good', away: 'bad' }[servers[name].status] ?? 'unknown');
    figure(since, overview, `/health/dependencies/${step(name)}/since`, 'time');
  });
}

function showErrors() {
  const errors = overview.indexer?.errors ?? [];
  byId('errors-none').hidden = errors.length > 0;
  const make = () => element('li', {}, element('time'), ' ', element('span', { class: 'long' }), element('p', { class: 'hint long' }));
  keep(byId('errors'), errors, (error) => error.timestamp + error.error, make, (made, error, i) => {
    const [when, what, hint] = made.children;
    figure(when, overview, `/indexer/errors/${i}/timestamp`, 'time');
    say(what, error.error ?? '');
    say(hint, error.hint ?? '');
  });
}

function showAll() {
  figures(overview);
  showCycle();
  showJobs();
  showTypes();
  showTroubled();
  showResults();
  showFollowUps();
  showServers();
  showErrors();
  charts.show(overview.sample, overview.indexer?.results);
}

async function askForHistory() {
  try {
    charts.showHistory(await get('history'));
  } catch (failure) {
    // The charts begin with what comes from now on.
    console.warn('no history:', failure.message);
  }
}

function told(name, data) {
  heard = performance.now();
  if (name === 'overview') {
    overview = data;
    showAll();
  } else if (name === 'pulse') {
    pulse = data;
  }
  showHeadline();
}

const CONNECTIONS = { live: 'live', polling: 'every few seconds', away: 'no connection', locked: 'a token is needed' };
let connection = '';

function connected(now, failure) {
  if (now !== connection) {
    connection = now;
    byId('connection').dataset.state = now;
    say(byId('connection-text'), CONNECTIONS[now]);
    if (now === 'live' || now === 'polling') {
      askForHistory();
    }
  }
  return now === 'locked' ? operations.untilToken(failure.message) : undefined;
}

operations.start();
charts.start();
setInterval(() => sinceHeard() > 2 && showHeadline(), 1000);
follow(told, connected);
