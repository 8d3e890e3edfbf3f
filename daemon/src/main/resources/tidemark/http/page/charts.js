// The charts, drawn by uPlot in the colours of the style sheet.

import { count, seconds, time } from './words.js';

const HEIGHT = 150;
const MOST = 720;
const COLUMNS = [
  'behind_seconds',
  'freshness_p99_seconds',
  'documents_per_second',
  'rebuild_documents_per_second',
  'cycle_p50_seconds',
  'cycle_p99_seconds',
];

const history = { at: [] };
const charts = [];

function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

const overTime = [
  {
    id: 'chart-behind',
    words: seconds,
    series: [
      { column: 'behind_seconds', label: 'behind', colour: 'accent', fill: true },
      { column: 'freshness_p99_seconds', label: 'commit to searchable, 99 %', colour: 'second' },
    ],
  },
  {
    id: 'chart-documents',
    words: (value) => (typeof value === 'number' && value > 0 && value < 10 ? value.toFixed(1) : count(value)),
    series: [
      { column: 'documents_per_second', label: 'cycles', colour: 'accent', fill: true },
      { column: 'rebuild_documents_per_second', label: 'rebuilds', colour: 'second' },
    ],
  },
  {
    id: 'chart-cycles',
    words: seconds,
    series: [
      { column: 'cycle_p50_seconds', label: 'median', colour: 'accent', fill: true },
      { column: 'cycle_p99_seconds', label: '99 %', colour: 'second' },
    ],
  },
];

function axes(words, x) {
  const grid = { stroke: () => colour('line'), width: 1 };
  const font = '11px system-ui, sans-serif';
  const stroke = () => colour('muted');
  return [
    { stroke, font, grid: { show: false }, ticks: grid, ...x },
    { stroke, font, grid, ticks: { show: false }, size: 58, values: (_, ticks) => ticks.map(words) },
  ];
}

function options(host, words, series, x) {
  return {
    width: host.clientWidth || 300,
    height: HEIGHT,
    padding: [8, 8, 0, 0],
    scales: { x: x.scale, y: { range: (_, least, most) => [0, most > 0 ? most * 1.1 : 1] } },
    axes: axes(words, x.axis),
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    legend: { live: true },
    series: [{ label: 'at', value: x.value }, ...series],
  };
}

function line({ label, colour: name, fill }, words) {
  return {
    label,
    width: 1.5,
    stroke: () => colour(name),
    fill: fill ? () => colour(`${name}-soft`) : undefined,
    points: { show: (chart) => chart.data[0].length < 8, size: 4, fill: () => colour(name) },
    value: (_, value) => words(value),
  };
}

const clock = (_, value) => (value ? time(new Date(value * 1000).toISOString()) : '–');

function add(chart, host, read, say) {
  const one = { chart, host, read, say };
  charts.push(one);
  new ResizeObserver(() => chart.setSize({ width: host.clientWidth, height: HEIGHT })).observe(host);
  draw(one);
}

/** Without a pointer above it, the legend tells the newest. */
function draw({ chart, host, read, say }) {
  const data = read();
  chart.setData(data);
  if (!(chart.cursor.left >= 0) && data[0].length > 0) {
    chart.setLegend({ idx: data[0].length - 1 });
  }
  host.setAttribute('aria-label', say(data));
}

function startOverTime({ id, words, series }) {
  const host = document.getElementById(id);
  const read = () => [history.at, ...series.map(({ column }) => history[column] ?? [])];
  const clockAxis = {
    space: 60,
    size: 30,
    incrs: [60, 120, 300, 600, 900, 1800, 3600],
    values: (_, ticks) => ticks.map((tick) => time(new Date(tick * 1000).toISOString()).slice(-8, -3)),
  };
  const x = { scale: { time: true }, axis: clockAxis, value: clock };
  const chart = new globalThis.uPlot(
    options(host, words, series.map((one) => line(one, words)), x), read(), host);
  add(chart, host, read, (data) =>
    series.map(({ label }, i) => `${label}: ${words(data[i + 1].at(-1))}`).join(', '));
}

let results = [];

function startResults() {
  const host = document.getElementById('chart-results');
  const read = () => [results.map((_, i) => i + 1), results.map((one) => one.indexed + one.deleted)];
  const when = (_, value) => time(results[value - 1]?.timestamp);
  const bars = {
    label: 'documents',
    width: 0,
    fill: () => colour('accent'),
    paths: globalThis.uPlot.paths.bars({ size: [0.6, 48], radius: 0.15 }),
    points: { show: false },
    value: (_, value) => count(value),
  };
  const x = {
    scale: { time: false, range: () => [0.4, Math.max(10, results.length) + 0.6] },
    axis: { values: () => [], size: 12, ticks: { show: false } },
    value: when,
  };
  const chart = new globalThis.uPlot(options(host, count, [bars], x), read(), host);
  add(chart, host, read, (data) => `documents of the latest cycles, oldest first: ${data[1].join(', ')}`);
}

export function start() {
  overTime.forEach(startOverTime);
  startResults();
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () =>
    charts.forEach(({ chart }) => chart.redraw(true, true)));
}

/** All samples that the daemon has. */
export function showHistory(samples) {
  history.at = samples.at ?? [];
  COLUMNS.forEach((column) => {
    history[column] = samples[column] ?? [];
  });
  charts.forEach(draw);
}

/** The newest sample and the newest results. */
export function show(sample, newest) {
  if (typeof sample?.at === 'number' && sample.at > (history.at.at(-1) ?? 0)) {
    history.at.push(sample.at);
    COLUMNS.forEach((column) => (history[column] ??= []).push(sample[column] ?? null));
    if (history.at.length > MOST) {
      ['at', ...COLUMNS].forEach((column) => history[column].shift());
    }
  }
  results = [...(newest ?? [])].reverse();
  charts.forEach(draw);
}
