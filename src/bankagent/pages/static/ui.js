// Keys, the reader's time zone, and pages that follow changes. Each page works without this file.
(() => {
  'use strict';
  const ON = 'bankagent-keys';
  const FOLLOW = 'bankagent-follow';
  const TWO_KEYS_MS = 1500;
  const AGAIN_MS = 15000;
  const fields = 'input, select, textarea, [contenteditable]';
  const all = (selector) => [...document.querySelectorAll(selector)];

  // --- times: the reader's zone beside UTC
  const zone = new Intl.DateTimeFormat(undefined, {dateStyle: 'medium', timeStyle: 'medium'});
  const name = zone.resolvedOptions().timeZone;
  const times = () => {
    if (name === 'UTC') return;
    for (const time of all('time[datetime]:not([title])')) {
      time.title = `${zone.format(new Date(time.dateTime))} (${name})`;
      const beside = document.createElement('span');
      beside.className = 'zone';
      beside.textContent = time.title;
      time.after(beside);
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
  const kept = (switch_, name) => {
    try { switch_.checked = localStorage.getItem(name) !== 'off'; } catch { /* not kept */ }
    switch_.addEventListener('change', () => {
      try { localStorage.setItem(name, switch_.checked ? 'on' : 'off'); } catch { /* not kept */ }
    });
  };
  const box = document.getElementById('keys-on');
  if (box) {
    box.closest('details').hidden = false;
    kept(box, ON);
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
    kept(follow, FOLLOW);
    const isAtWork = () => all('#live :is(input, textarea)').some((one) => one.checked
      || (one.type !== 'hidden' && (one.value !== one.defaultValue || one === document.activeElement)));
    document.addEventListener('htmx:before:request', (event) => {
      if (event.target.id !== 'live') return;
      if (!follow.checked || isAtWork()) event.preventDefault();
    });
    // What its reader has opened stays open.
    const titles = () => all('#live details[open] > summary').map((one) => one.textContent);
    let unfolded = [];
    document.addEventListener('htmx:before:swap', () => { unfolded = titles(); });
    document.addEventListener('htmx:after:swap', () => {
      for (const one of all('#live details > summary')) {
        if (unfolded.includes(one.textContent)) one.parentElement.open = true;
      }
    });
    stream.addEventListener('ended', () => location.reload());
    // htmx never opens a stream again whose first answer was none, as while a service restarts.
    const told = document.getElementById('follows-not');
    let open = false;
    const is = (now) => { open = now; told.hidden = now || !follow.checked; };
    stream.addEventListener('following', () => is(true));
    for (const name of ['later', 'htmx:sse:error', 'htmx:response:error', 'htmx:error']) {
      stream.addEventListener(name, () => is(false));
    }
    stream.addEventListener('htmx:before:swap', (event) => event.preventDefault());
    setInterval(() => { if (!open) { is(false); htmx.trigger(stream, 'again'); } }, AGAIN_MS);
  }

  // --- typed text: kept in this tab, for this person, until a page says that it was taken
  const person = document.querySelector('.who .name')?.textContent.trim();
  const drop = () => { try { sessionStorage.clear(); } catch { /* not kept */ } };
  if (document.querySelector('p.done[role=status]:not(#verdict)')) drop();
  document.querySelector('form.who')?.addEventListener('submit', drop);
  // Fields of a list stand in another row once it has changed.
  const inputs = 'form[method=post] input:is(:not([type]), [type=datetime-local])';
  const typed = all(`textarea, ${inputs}`).filter((one) => one.matches('textarea') || !one.closest('#live'));
  for (const area of person ? typed : []) {
    const key = [person, area.form?.getAttribute('action'), area.name].join(' ');
    try { area.value ||= sessionStorage.getItem(key) ?? ''; } catch { /* not kept */ }
    area.addEventListener('input', () => {
      try { sessionStorage.setItem(key, area.value); } catch { /* not kept */ }
    });
  }

  // --- the end of a session: told before it comes, also where another tab keeps it from being idle
  const ending = document.getElementById('ending');
  if (ending) {
    const SEEN = 'bankagent-seen';
    const last = Date.now() + ending.dataset.left * 1000;
    // The server notes a page at most once in 30 s: it may count from so much earlier.
    const idle = (ending.dataset.idle - 30) * 1000;
    let seen = 0;
    const state = (now) => {
      const at = Math.min(seen + idle, last);
      if (now >= at) return ['over', at];
      if (last - now <= 600000) return ['last', last];
      return [at - now <= 120000 ? 'idle' : '', at];
    };
    const tell = () => {
      const [when, at] = state(Date.now());
      for (const one of all('#ending [data-when]')) {
        const shows = one.dataset.when === when;
        if (one.hidden !== shows) continue;
        if (!shows && one.contains(document.activeElement)) document.getElementById('main').focus();
        const time = one.querySelector('time');
        if (time) {
          time.dateTime = new Date(at).toISOString();
          time.textContent = `${time.dateTime.slice(11, 16)} UTC`;
        }
        one.hidden = !shows;
      }
    };
    const note = () => {
      seen = Date.now();
      try { localStorage.setItem(SEEN, seen); } catch { /* other tabs are not told */ }
      tell();
    };
    window.addEventListener('storage', (event) => {
      if (event.key !== SEEN) return;
      seen = Math.max(seen, Number(event.newValue));
      tell();
    });
    document.getElementById('stay').addEventListener('click', () => {
      const body = new URLSearchParams(new FormData(document.querySelector('form.who')));
      fetch('/ui/stay', {method: 'POST', body, redirect: 'manual'})
        .then((answer) => { if (answer.status === 204) note(); else location.reload(); })
        .catch(() => { /* the service is away: the warning stays */ });
    });
    note();
    setInterval(tell, 5000);
  }

  // --- ticked boxes: all of a list by one
  for (const every of all('[data-every]')) {
    every.closest('label').hidden = false;
    every.addEventListener('change', () => {
      for (const one of all(`input[name="${every.dataset.every}"]`)) one.checked = every.checked;
    });
  }
  // --- a form stays as its reader opened it: a note says that the rest has changed meanwhile
  const state = () => document.getElementById('live')?.dataset.state;
  const opened = state();
  document.addEventListener('htmx:after:swap', () => {
    times();
    const note = document.getElementById('moved');
    if (note) note.hidden = state() === opened;
  });
  times();
})();
