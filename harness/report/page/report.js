// The page is whole without this: it only hides what a reader does not look for, and opens what a link leads to.
(() => {
  const form = document.querySelector('#filter');
  const told = form.querySelector('output');
  const entries = [...document.querySelectorAll('[data-words]')];
  const groups = [...document.querySelectorAll('[data-group]')];
  const total = document.querySelectorAll('.campaign [data-words]').length;
  form.hidden = false;

  const apply = () => {
    const data = new FormData(form);
    const words = form.elements.words.value.toLowerCase().split(/\s+/).filter(Boolean);
    const outcomes = data.getAll('outcome');
    const role = data.get('role');
    let shown = 0;
    for (const entry of entries) {
      const { words: own, outcome, role: ownRole } = entry.dataset;
      const fits =
        words.every((word) => own.includes(word)) &&
        (outcomes.length === 0 || outcomes.includes(outcome)) &&
        (!role || role === ownRole || ownRole === undefined);
      entry.hidden = !fits;
      if (fits && entry.matches('.campaign *')) shown++;
    }
    for (const group of groups) group.hidden = !group.querySelector('[data-words]:not([hidden])');
    told.textContent = shown === total ? `all ${total} purposes` : `${shown} of ${total} purposes`;
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
    target.scrollIntoView({ block: target.matches('.message, pre') ? 'center' : 'start' });
  };

  form.addEventListener('input', apply);
  form.addEventListener('reset', () => setTimeout(apply));
  form.addEventListener('submit', (event) => event.preventDefault());
  addEventListener('hashchange', follow);
  apply();
  follow();
})();
