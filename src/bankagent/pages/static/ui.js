// Keys, the reader's time zone, and pages that follow changes. Each page works without this file.
(() => {
  'use strict';
  const ON = 'bankagent-keys';
  const TWO_KEYS_MS = 1500;
  const fields = 'input, select, textarea, [contenteditable]';
  const all = (selector) => [...document.querySelectorAll(selector)];

  // --- times: the reader's zone beside UTC
  const zone = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});
  const name = zone.resolvedOptions().timeZone;
  const times = () => {
    for (const time of all('time[datetime]:not([title])')) {
      time.title = `${zone.format(new Date(time.dateTime))} (${name})`;
      if (name !== 'UTC' && time.closest('.sum, .bottom')) {
        const beside = document.createElement('span');
        beside.className = 'quiet';
        beside.textContent = ` ${time.title}`;
        time.after(beside);
      }
    }
  };

  // --- keys: the list of the help is the list of the handler
  const rows = () => all('tr[data-open]');
  const step = (by) => {
    const found = rows();
    if (!found.length) return;
    const now = found.indexOf(document.activeElement.closest('tr[data-open]'));
    const next = now < 0 ? (by > 0 ? 0 : found.length - 1)
      : Math.min(Math.max(now + by, 0), found.length - 1);
    found[next].focus();
  };
  const open = () => {
    const row = document.activeElement.closest('tr[data-open]');
    if (row) location.assign(row.dataset.open);
  };
  const help = () => {
    const list = document.getElementById('keys');
    list.open = !list.open;
    if (list.open) list.querySelector('summary').focus();
  };
  const search = () => document.querySelector('[data-search]')?.focus();
  const does = {'?': help, '/': search, j: () => step(1), k: () => step(-1), o: open};
  const paths = {};
  for (const key of all('#keys dd[data-path]')) {
    if (key.dataset.path) paths[key.dataset.keys] = key.dataset.path;
  }
  const box = document.getElementById('keys-on');
  const stored = () => { try { return localStorage.getItem(ON) !== 'off'; } catch { return true; } };
  if (box) {
    box.checked = stored();
    box.addEventListener('change', () => {
      try { localStorage.setItem(ON, box.checked ? 'on' : 'off'); } catch { /* not kept */ }
    });
  }
  let before = null;
  let at = 0;
  document.addEventListener('keydown', (event) => {
    if (!box || !box.checked || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest(fields)) return;
    const pair = before && Date.now() - at < TWO_KEYS_MS ? `${before} ${event.key}` : null;
    before = null;
    if (pair && paths[pair]) { event.preventDefault(); location.assign(paths[pair]); return; }
    if (event.key === 'g') { before = 'g'; at = Date.now(); return; }
    if (does[event.key]) { event.preventDefault(); does[event.key](); }
  });

  // --- changes: a page asks for itself again, unless its reader is at work in it
  const follow = document.getElementById('follow');
  const stream = document.getElementById('stream');
  if (follow && stream) {
    follow.closest('label').hidden = false;
    document.addEventListener('htmx:before:request', (event) => {
      const isRefresh = event.target.id === 'live';
      const ticked = document.querySelector('#live input:checked');
      if (isRefresh && (!follow.checked || ticked)) event.preventDefault();
    });
    stream.addEventListener('ended', () => location.reload());
  }

  // --- ticked boxes: all of a list by one
  for (const every of all('[data-every]')) {
    every.hidden = false;
    every.addEventListener('change', () => {
      for (const one of all(`input[name="${every.dataset.every}"]`)) one.checked = every.checked;
    });
  }
  document.addEventListener('htmx:after:swap', times);
  times();
})();
