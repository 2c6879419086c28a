// The page is whole without this: it only hides what a reader does not look for, and opens what a link leads to.
(() => {
  const form = document.querySelector('#filter');
  const told = form.querySelector('output');
  const groups = [...document.querySelectorAll('[data-group]')];
  // Rows of the campaign table and purposes are the same in the same order.
  const purposes = document.querySelectorAll('details.purpose');
  const entries = [...document.querySelectorAll('[data-words]')].map((row, index) => ({
    ...row.dataset,
    words: `${row.textContent.toLowerCase()} ${row.dataset.words}`,
    parts: [row, purposes[index]],
  }));
  form.hidden = false;

  const apply = () => {
    const data = new FormData(form);
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcomes = data.getAll('outcome');
    const role = data.get('role');
    let shown = 0;
    for (const { words: own, outcome, role: ownRole, parts } of entries) {
      const fits =
        words.every((word) => own.includes(word)) &&
        (outcomes.length === 0 || outcomes.includes(outcome)) &&
        (!role || role === ownRole);
      for (const part of parts) part.hidden = !fits;
      if (fits) shown++;
    }
    for (const group of groups)
      group.hidden = !group.querySelector('[data-words]:not([hidden]), .purpose:not([hidden])');
    told.textContent = shown === entries.length ? `all ${shown} purposes` : `${shown} of ${entries.length} purposes`;
  };

  /** A link to what is filtered out, or folded, is still a link. */
  const follow = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    if (target.closest('[hidden]')) {
      form.reset();
      apply();
    }
    for (let at = target; at; at = at.parentElement) if (at.localName === 'details') at.open = true;
    target.scrollIntoView({ block: target.closest('.trace') ? 'center' : 'start' });
  };

  /** What is packed, by its number: messages, and lists of messages. Unpacked when the first of it is opened. */
  const unpacked = async () => {
    const { textContent } = document.querySelector('#packed').content;
    const octets = Uint8Array.from(atob(textContent), (character) => character.charCodeAt(0));
    return new Response(new Blob([octets]).stream().pipeThrough(new DecompressionStream('deflate-raw'))).json();
  };
  let parts;

  const unpack = async (details) => {
    const number = details.dataset.packed;
    delete details.dataset.packed;
    parts ??= unpacked();
    try {
      const part = (await parts)[number];
      details.append(typeof part === 'string' ? textOf(part) : listOf(part));
    } catch {
      details.append(textOf('This browser cannot unpack messages; they are in timeline.jsonl, with the evidence.'));
    }
  };

  const textOf = (raw) => Object.assign(document.createElement('pre'), { textContent: raw });

  const listOf = (items) => {
    const list = document.createElement('ol');
    for (const [at, title, raw] of items) {
      const entry = document.createElement(raw ? 'details' : 'p');
      const line = raw ? entry.appendChild(document.createElement('summary')) : entry;
      line.append(Object.assign(document.createElement('b'), { textContent: at }), ` ${title}`);
      if (raw) entry.append(textOf(raw));
      list.appendChild(document.createElement('li')).append(entry);
    }
    return list;
  };

  document.addEventListener('toggle', ({ target }) => target.matches('[data-packed]') && unpack(target), true);
  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', follow);
  apply();
  follow();
})();
