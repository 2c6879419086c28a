import { createHash } from 'node:crypto';
import { inflateRawSync } from 'node:zlib';
import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { renderHtml } from './html.ts';
import { madeUpLeave } from './ladder/made-up-leave.ts';
import { everyOutcome, madeUpCheck, madeUpPurpose, madeUpReport } from './made-up-report.ts';

const page = renderHtml(madeUpReport(everyOutcome()));

test('the sections come in the order of a conformance test report', () => {
  const sections = [...page.matchAll(/<section id="(\w+)"/g)].map((match) => match[1]);
  expect(sections).toEqual([
    'identification',
    'status',
    'statement',
    'summary',
    'campaign',
    'purposes',
    'requirements',
    'glossary',
  ]);
});

test('the page needs nothing from anywhere, and runs nothing but its own script', () => {
  expect(page).not.toMatch(/<(link|img|iframe|object)|<script\s|\bon\w+=|https?:|@import|url\(/i);
  const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text = '']) => text);
  expect(scripts).toHaveLength(1);
  const digest = createHash('sha256').update(scripts[0]!).digest('base64');
  expect(page).toContain(`default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${digest}'`);
});

test('each purpose has a row that leads to its details', () => {
  for (const { id } of everyOutcome()) {
    expect(page).toContain(`<a href="#${id}">${id}</a>`);
    expect(page).toContain(`id="${id}"`);
  }
});

test('a failure is open and shows required, observed, consequence and evidence', () => {
  const details = page.slice(page.search(/<details class="purpose fail"[^>]* open>/));
  for (const shown of [
    'Media stays up until a 2XX',
    '3.1 ms after its BYE',
    'Consequence',
    'href="evidence/TP-CL-LV-10/"',
  ])
    expect(details).toContain(shown);
  expect(page.match(/<details class="purpose[^>]* open>/g)).toHaveLength(1);
});

test('every verdict has a word and a sign besides its colour', () => {
  for (const word of ['✓</i>PASS', '✗</i>FAIL', '?</i>INCONC', '!</i>ERROR', '–</i>N/A', '○</i>NOT RUN'])
    expect(page).toContain(word);
});

test('the status heads the page', () => {
  expect(page).toContain('NOT CONFORMANT');
  expect(renderHtml(madeUpReport([madeUpPurpose('TP-CL-LV-09')]))).toContain('class="status conformant"');
});

test('a run without purposes still renders', () => {
  expect(renderHtml(madeUpReport([]))).toContain('NOTHING RUN');
});

test('hostile text is text, wherever it comes from', () => {
  const hostile = `"><script>alert(1)</script><img src=x onerror='alert(1)'>{{ 7 | times: 7 }}\u202e`;
  const checks = [
    madeUpCheck({
      verdict: 'fail',
      message: hostile,
      required: hostile,
      consequence: hostile,
      clause: hostile,
      id: hostile,
    }),
  ];
  const purpose = madeUpPurpose(`TP-${hostile}`, 'fail', {
    checks,
    purpose: hostile,
    group: hostile,
    requirements: [hostile],
    classification: hostile,
  });
  purpose.cases[0]!.evidence = `javascript:alert(1)/${hostile}`;
  const report = madeUpReport([purpose], { command: hostile, id: hostile });
  Object.assign(report.suts[0]!, { vendor: hostile, build: hostile, defect: hostile });
  report.harness.push({ severity: 'error', message: hostile });
  const html = renderHtml(report);
  expect(html).not.toMatch(/<script>alert|<img|\u202e/);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html).not.toContain('href="javascript:');
  expect(html).toContain('{{ 7 | times: 7 }}');
});

const elementsWith = (message: string): number | undefined => {
  const checks = [madeUpCheck({ verdict: 'fail', message })];
  return renderHtml(madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail', { checks })])).match(/<\/?[a-z0-9]+/g)?.length;
};

test('whatever a system says, the page has the same elements', () => {
  const usual = elementsWith('x');
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1 }), (message) => {
      expect(elementsWith(message)).toBe(usual);
    }),
    { numRuns: 50 },
  );
});

const withLadder = (hostile = '') =>
  renderHtml(
    madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail')]),
    new Map([['evidence/TP-CL-LV-10', madeUpLeave(20, hostile)]]),
  );

test('a case with a timeline has its diagram, and every message that the diagram leads to', () => {
  const html = withLadder();
  const links = [...html.matchAll(/href="#(TP-CL-LV-10\.1-\d+)"/g)].map(([, id]) => id);
  expect(links.length).toBeGreaterThan(8);
  for (const id of links) expect(html.match(new RegExp(`id="${id}"`, 'g'))).toHaveLength(1);
  expect(html).toContain('Reason: SIP;cause=200;text=&#34;bye&#34;');
});

test('of a purpose that passed the messages are packed, of all others they need no script', () => {
  const passed = renderHtml(
    madeUpReport([madeUpPurpose('TP-CL-LV-10')]),
    new Map([['evidence/TP-CL-LV-10', madeUpLeave(20)]]),
  );
  expect(passed).not.toContain('<pre>');
  expect(passed).toContain('<a href="evidence/TP-CL-LV-10/timeline.jsonl">');
  const parts: unknown[] = JSON.parse(inflateRawSync(Buffer.from(packedIn(passed), 'base64')).toString());
  const bye = /<details id="[^"]*" data-packed="(\d+)"><summary><b>[^<]*<\/b> [^<]*: BYE SIP/.exec(passed)![1]!;
  expect(parts[Number(bye)]).toContain('Reason: SIP;cause=200;text="bye"\n');
  const failed = withLadder();
  expect(failed).not.toMatch(/data-packed=|<noscript>/);
  expect(failed).toMatch(/a client in a group: 1 SIP message, 1 TCP event<\/summary><ol>\s*<li><details><summary><b>/);
  expect(failed).toContain('<pre>INVITE sip:g@x SIP/2.0\n');
});

const packedIn = (html: string): string => /<template id="packed">([^<]*)<\/template>/.exec(html)![1]!;

test('a page in which everything failed has some messages as they are, and the others packed', () => {
  const ids = Array.from({ length: 40 }, (_, index) => `TP-CL-LV-${index}`);
  const long = madeUpLeave(100, 'x'.repeat(5000));
  const html = renderHtml(
    madeUpReport(ids.map((id) => madeUpPurpose(id, 'fail'))),
    new Map(ids.map((id) => [`evidence/${id}`, long])),
  );
  expect(html).toContain('<pre>BYE ');
  expect(html).toMatch(/data-packed="\d+"/);
  expect(html.length).toBeLessThan(1_500_000);
});

test('a baseline stands below the status, what is red of it first, and a known deviation is said to be one', () => {
  const report = madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail')]);
  const entry = {
    purpose: 'TP-CL-LV-10',
    check: 'media-retained-until-final',
    ticket: 'T-1',
    reason: '<b>',
    expires: '2027-01-01',
  };
  report.baseline = {
    file: 'known.yaml',
    outcome: 'broken',
    unexpected: [],
    entries: [
      { ...entry, list: 'deviations', state: 'known', because: 'it fails' },
      { ...entry, purpose: 'TP-CL-LV-09', list: 'deviations', state: 'expired', because: 'its day was yesterday' },
    ],
  };
  const html = renderHtml(report);
  expect(html.indexOf('<li class="red"><strong>EXPIRED</strong> TP-CL-LV-09')).toBeLessThan(
    html.indexOf('<li><strong>known deviation</strong> TP-CL-LV-10'),
  );
  expect(html).toContain('its day was yesterday (T-1: &lt;b&gt;); mend the deviation');
  expect(html).toContain('<p class="remark">known deviation, T-1 until 2027-01-01: &lt;b&gt;</p>');
  expect(renderHtml(madeUpReport([]))).not.toContain('<h3>Baseline');
});

test('no id stands twice', () => {
  const ids = [...withLadder().matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
});

test('a message is text: markup, controls and invalid sequences of it do nothing', () => {
  const html = withLadder('</pre></details><script>alert(1)</script>\u001b[31m\ud800\u202e');
  for (const forbidden of ['<script>alert', '\u001b', '\u202e']) expect(html).not.toContain(forbidden);
  expect(html).toContain('&lt;/pre&gt;&lt;/details&gt;&lt;script&gt;alert(1)&lt;/script&gt;\u241b[31m\ufffd\\u{202e}');
});

test('a megabyte of message costs the page ten kilobytes', () => {
  expect(withLadder('x'.repeat(1_000_000)).length - withLadder().length).toBeLessThan(10_000);
});

test('the view by requirement rolls up the checks, and what nobody judged is no pass', () => {
  const html = renderHtml(madeUpReport([madeUpPurpose('TP-CL-LV-10', 'fail')]));
  const view = html.slice(html.indexOf('<section id="requirements"'));
  const rowOf = (id: string) => view.slice(view.indexOf(`<code>${id}</code>`)).split('</tr>')[0]!;
  expect(rowOf('REQ-CL-07')).toContain('chip fail');
  expect(rowOf('REQ-CL-07')).toContain('href="#TP-CL-LV-10"');
  expect(rowOf('REQ-CL-08')).toContain('chip none');
  expect(rowOf('REQ-CL-08')).not.toContain('chip pass');
});

test('what a vendor stated is there, answered or not', () => {
  const html = renderHtml(madeUpReport([]));
  expect(html).toMatch(/<code>PC_ANON<\/code><\/th><td>[^<]+<\/td><td>no<\/td>/);
  expect(html).toMatch(/<code>PC_UDP<\/code><\/th><td>[^<]+<\/td><td>not answered: applies<\/td>/);
});

test('packets that were captured are told from those that were synthesised', () => {
  const purpose = madeUpPurpose('TP-CL-LV-10');
  const synthesised = 'packets: <a href="evidence/TP-CL-LV-10/synthesised.pcapng">synthesised</a> from the timeline';
  expect(renderHtml(madeUpReport([purpose]))).toContain(synthesised);
  purpose.cases[0]!.captured = true;
  expect(renderHtml(madeUpReport([purpose]))).toContain(
    synthesised.replace('<a', '<a href="evidence/TP-CL-LV-10/captured.pcapng">captured</a>, and <a'),
  );
});
