// Numbers and times as people read them. Pure.

export const NOTHING = '–';

/** 1234567 as 1,234,567. */
export function count(value) {
  return typeof value === 'number' ? Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ',') : NOTHING;
}

/** 0.0421 as 42 ms, 3.21 as 3.2 s, 200 as 3 min 20 s, 7500 as 2 h 5 min. */
export function seconds(value) {
  if (typeof value !== 'number') {
    return NOTHING;
  }
  if (value < 0.9995) {
    return `${Math.round(value * 1000)} ms`;
  }
  if (value < 9.95) {
    return `${value.toFixed(1)} s`;
  }
  const whole = Math.round(value);
  if (whole < 60) {
    return `${whole} s`;
  }
  if (whole < 3600) {
    return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  }
  const minutes = Math.floor(whole / 60);
  return minutes < 1440
    ? `${Math.floor(minutes / 60)} h ${minutes % 60} min`
    : `${Math.floor(minutes / 1440)} d ${Math.floor(minutes / 60) % 24} h`;
}

/** 0.4213 as 42.1 %; only all is 100 %. */
export function share(value) {
  if (typeof value !== 'number') {
    return NOTHING;
  }
  return value >= 1 ? '100 %' : `${(Math.floor(value * 1000) / 10).toFixed(1)} %`;
}

/** Today the time of day, else the day too; of this reader's clock. */
export function time(iso) {
  const then = typeof iso === 'string' ? new Date(iso) : null;
  if (then === null || Number.isNaN(then.getTime())) {
    return NOTHING;
  }
  const two = (number) => String(number).padStart(2, '0');
  const clock = [then.getHours(), then.getMinutes(), then.getSeconds()].map(two).join(':');
  return then.toDateString() === new Date().toDateString()
    ? clock
    : `${then.getFullYear()}-${two(then.getMonth() + 1)}-${two(then.getDate())} ${clock}`;
}

export function plain(value) {
  return value === null || value === undefined ? NOTHING : String(value);
}

export const KINDS = { count, seconds, share, time, plain };

/** How many of what. */
export function of(number, one, many) {
  return `${count(number)} ${number === 1 ? one : many}`;
}
