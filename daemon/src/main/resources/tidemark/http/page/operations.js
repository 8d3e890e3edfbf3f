// What the reader asks the daemon to do: each after a question.

import { keepToken, post, Refused, token } from './api.js';
import { say } from './render.js';
import { of } from './words.js';

let locked = false;
let fading;

const byId = (id) => document.getElementById(id);

/** Whether the dialog was ended with this value. */
function ended(dialog, value) {
  dialog.returnValue = '';
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener('close', () => done(dialog.returnValue === value), { once: true });
  });
}

async function ask(title, text, yes) {
  say(byId('question-title'), title);
  say(byId('question-text'), text);
  say(byId('question-yes'), yes);
  return ended(byId('question'), 'yes');
}

/** Asks for a token. */
async function askForToken(why) {
  const dialog = byId('token');
  if (dialog.open) {
    return;
  }
  if (why) {
    say(byId('token-text'), `${why}. A token is kept in this tab until it is closed, and sent to this daemon alone.`);
  }
  byId('token-value').value = '';
  if (await ended(dialog, 'use')) {
    keepToken(byId('token-value').value.trim());
    dialog.dispatchEvent(new Event('given'));
  } else if (dialog.returnValue === 'forget') {
    keepToken('');
  }
  byId('token-value').value = '';
  mayOperate(true);
}

/** Asks once; who puts that away is not asked again, but finds a button. */
export async function untilToken(why) {
  const given = new Promise((done) => byId('token').addEventListener('given', done, { once: true }));
  locked = true;
  await askForToken(why);
  mayOperate(true);
  await given;
  locked = false;
  mayOperate(true);
}

function mayOperate(may) {
  document.body.dataset.operates = may;
  byId('token-open').hidden = !token() && !locked;
}

function outcome(words, kind) {
  const target = byId('outcome');
  target.hidden = false;
  target.dataset.kind = kind;
  say(target, words);
  clearTimeout(fading);
  fading = kind === 'good' ? setTimeout(() => (target.hidden = true), 30000) : undefined;
}

async function operate(path, body, done) {
  try {
    outcome(done(await post(path, body)), 'good');
  } catch (failure) {
    if (failure instanceof Refused && failure.status === 401) {
      await askForToken(failure.message);
    } else if (failure instanceof Refused && failure.status === 403) {
      mayOperate(false);
      outcome(`Not allowed: ${failure.message}. ${failure.hint}`, 'bad');
    } else {
      outcome(`Not done: ${failure.message}. ${failure.hint ?? ''}`, 'bad');
    }
  }
}

const started = (answer) => `Asked for ${of(answer.count, 'job', 'jobs')}.`;

export async function reindexAll() {
  const text = 'Every document is written afresh into new indices. Searches are answered from those of now until each is complete.';
  if (await ask('Reindex everything?', text, 'Reindex everything')) {
    await operate('jobs', {}, started);
  }
}

export async function reindex(type) {
  const text = 'Its documents are written afresh into a new index. Searches are answered from the one of now until it is complete.';
  if (await ask(`Reindex ${type}?`, text, 'Reindex')) {
    await operate('jobs', { types: [type] }, started);
  }
}

export async function cancel(job) {
  const text = 'What it has written is thrown away; the index that serves is untouched.';
  if (await ask(`Cancel the job of ${job.label}?`, text, 'Cancel the job')) {
    await operate(`jobs/${encodeURIComponent(job.id)}/_cancel`, {}, () => `Cancelled the job of ${job.label}.`);
  }
}

export async function retry(job) {
  if (await ask(`Retry the job of ${job.label}?`, 'It goes on from where it failed.', 'Retry')) {
    await operate(`jobs/${encodeURIComponent(job.id)}/_retry`, {}, () => `The job of ${job.label} is tried again.`);
  }
}

export async function retryDocument(entry) {
  const text = 'The next cycle composes and sends it once more.';
  if (await ask(`Try ${entry.uuid} again?`, text, 'Try again')) {
    await operate('jobs', { types: [entry.type], ids: [entry.key] }, () => `${entry.uuid} is tried again.`);
  }
}

export function start() {
  mayOperate(true);
  byId('reindex-all').hidden = false;
  byId('reindex-all').addEventListener('click', reindexAll);
  // No submit button, else the enter key would choose it.
  byId('token-forget').addEventListener('click', () => byId('token').close('forget'));
  byId('token-open').addEventListener('click', () => askForToken());
}
