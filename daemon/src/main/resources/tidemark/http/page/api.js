// What the page asks of the daemon.

const BASE = new URL('../', import.meta.url);
const TOKEN = 'tidemark-token';
const RECONNECT = [500, 1000, 2000, 5000];
const POLL = 3000;
/** A stream that is silent for so long is given up; a pulse comes every second. */
const SILENCE = 8000;

export class Refused extends Error {
  constructor(status, error) {
    super(error?.message ?? `the daemon answered ${status}`);
    this.status = status;
    this.hint = error?.hint ?? '';
  }
}

export function token() {
  return sessionStorage.getItem(TOKEN);
}

export function keepToken(value) {
  if (value) {
    sessionStorage.setItem(TOKEN, value);
  } else {
    sessionStorage.removeItem(TOKEN);
  }
}

function headers(more) {
  return token() ? { ...more, Authorization: `Bearer ${token()}` } : more;
}

async function request(path, options) {
  const answer = await fetch(new URL(path, BASE), {
    ...options,
    headers: headers(options.headers ?? {}),
    credentials: 'same-origin',
  });
  if (!answer.ok) {
    const body = await answer.json().catch(() => ({}));
    throw new Refused(answer.status, body.error);
  }
  return answer;
}

export async function get(path) {
  return (await request(path, {})).json();
}

export async function post(path, body) {
  const answer = await request(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body ?? {}),
  });
  return answer.json();
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/**
 * Follows the daemon for ever. EventSource cannot send a token, so the stream is read by hand.
 *
 * @param told called with the name of an event and what it holds
 * @param state called with 'live', 'polling', 'away', or 'locked'; a promise that it returns is waited for
 */
export async function follow(told, state) {
  for (let failures = 0; ; failures++) {
    try {
      await stream((name, data) => {
        failures = 0;
        state('live');
        told(name, data);
      });
    } catch (failure) {
      if (failure instanceof Refused && failure.status === 401) {
        await state('locked', failure);
      } else if (failure instanceof Refused) {
        await poll(told, state);
      } else {
        state('away');
      }
    }
    await pause(RECONNECT[Math.min(failures, RECONNECT.length - 1)]);
  }
}

async function poll(told, state) {
  try {
    const { now, true_as_of, ...parts } = await get('overview');
    state('polling');
    told('overview', parts);
    told('pulse', { now, true_as_of });
    await pause(POLL);
  } catch {
    state('away');
  }
}

async function stream(told) {
  const given = new AbortController();
  let watch = setTimeout(() => given.abort(), SILENCE);
  try {
    const answer = await request('events', { signal: given.signal, headers: { Accept: 'text/event-stream' } });
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let rest = ''; ; ) {
      const { value, done } = await reader.read();
      if (done) {
        return;
      }
      clearTimeout(watch);
      watch = setTimeout(() => given.abort(), SILENCE);
      const events = (rest + value).split('\n\n');
      rest = events.pop();
      events.forEach((event) => tell(event, told));
    }
  } finally {
    clearTimeout(watch);
    given.abort();
  }
}

function tell(event, told) {
  let name = 'message';
  const data = [];
  for (const line of event.split('\n')) {
    if (line.startsWith('event:')) {
      name = line.slice(6).trim();
    } else if (line.startsWith('data:')) {
      data.push(line.slice(5));
    }
  }
  if (data.length > 0) {
    told(name, JSON.parse(data.join('\n')));
  }
}
