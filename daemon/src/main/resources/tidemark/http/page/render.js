// From JSON to elements. Values are text, never markup; rows stay the same elements, so that focus stays where it is.

import { KINDS, NOTHING } from './words.js';

export function say(element, text) {
  if (element.textContent !== text) {
    element.textContent = text;
  }
}

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  made.append(...children);
  return made;
}

/** A part of a JSON pointer. */
export function step(name) {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1');
}

export function at(json, pointer) {
  let found = json;
  for (const part of pointer.split('/').slice(1)) {
    found = found?.[part.replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return found;
}

/** Shows the value that the pointer leads to; the attributes say which it is. */
export function figure(target, overview, pointer, kind) {
  target.dataset.from = pointer;
  target.dataset.kind = kind;
  const value = at(overview, pointer);
  say(target, KINDS[kind](value));
  if (kind === 'time' && typeof value === 'string') {
    target.title = value;
    if (target.localName === 'time') {
      target.dateTime = value;
    }
  }
}

/** All that stand in the document itself. */
export function figures(overview) {
  document.querySelectorAll('main > dl [data-from], footer [data-from]').forEach((target) =>
    figure(target, overview, target.dataset.from, target.dataset.kind));
}

/**
 * One element for each item, in order. Those of the same key stay.
 *
 * @param make makes one
 * @param update is given the element, the item and its place
 */
export function keep(parent, items, key, make, update) {
  const before = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  const now = items.map((item, i) => {
    const name = String(key(item));
    const child = before.get(name) ?? make(item);
    before.delete(name);
    child.dataset.key = name;
    update(child, item, i);
    return child;
  });
  before.forEach((child) => child.remove());
  now.forEach((child, i) => {
    if (parent.children[i] !== child) {
      parent.insertBefore(child, parent.children[i] ?? null);
    }
  });
}

/** A row of a table with a cell under each label. */
export function row(...labels) {
  const cells = labels.map((label, i) => element(i === 0 ? 'th' : 'td', i === 0 ? { scope: 'row' } : { 'data-label': label }));
  return element('tr', {}, ...cells);
}

/** A word with a colour; the word alone says it too. */
export function state(target, word, kind) {
  say(target, word ?? NOTHING);
  target.className = 'state';
  target.dataset.kind = kind;
}

export function button(words, name, act) {
  const made = element('button', { type: 'button', 'data-operation': '' }, words);
  made.setAttribute('aria-label', name);
  made.addEventListener('click', act);
  return made;
}
