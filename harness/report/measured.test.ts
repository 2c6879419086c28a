import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { renderConformanceYaml } from './conformance-yaml.ts';
import { renderCsv } from './csv.ts';
import { renderHtml } from './html.ts';
import { madeUpLargeReport, madeUpPurpose, madeUpReport } from './made-up-report.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTable } from './table.ts';

const report = madeUpLargeReport();
const html = renderHtml(report);
const terminal = renderTable(report, 'reports/r1', { width: 120, colour: false });

test('the page has a table of what was measured, with a picture of each spread', () => {
  const table = /<table class="measured">[^]*?<\/table>/.exec(html)![0];
  for (const value of ['99', '11.8 ms', '19.7 ms', '30.1 ms', '47 ms']) expect(table).toContain(`<td>${value}</td>`);
  expect(table).toMatch(/<svg class="spread"[^>]*><rect x="0" width="45" height="14" class="p50"\/>/);
  expect(table).toContain('<span class="amiss"><b>2</b> too early</span>');
  expect(table).toContain('<span><b>0</b> missing</span>');
});

test('a page without measurements has no section for them', () => {
  expect(renderHtml(madeUpReport([madeUpPurpose('TP-CL-LV-09')]))).not.toContain('measured-title');
});

test('a spread of nothing has no picture', () => {
  const still = madeUpLargeReport();
  Object.assign(still.purposes[0]!.cases[0]!.measurements!.distributions[0]!, { p50: 0, p95: 0, p99: 0, max: 0 });
  expect(renderHtml(still)).not.toMatch(/<svg class="spread"|NaN/);
});

const SPOKEN = 'from the final response to the NOTIFY (99): p50 11.8 ms, p95 19.7 ms, p99 30.1 ms, max 47 ms';

test('a terminal, a spreadsheet and a CI page are told as well', () => {
  expect(terminal).toContain(`measured TP-CF-SC-01  ${SPOKEN}; 99 told, 2 too early, 0 missing`);
  expect(renderCsv(report)).toContain(`"${SPOKEN}; 99 told, 2 too early, 0 missing"\r\n`);
  const markdown = renderMarkdown(report);
  expect(markdown).toContain(
    '| TP-CF-SC-01 | from the final response to the NOTIFY | 99 | 11.8 ms | 19.7 ms | 30.1 ms | 47 ms |',
  );
  expect(markdown).toContain('- TP-CF-SC-01: 99 told, 2 too early, 0 missing');
});

test('conformance-report.yaml has the numbers as numbers, with the system that they are of', () => {
  const [client, focus] = parse(renderConformanceYaml(report)).implementations;
  expect(client.measurements).toBeUndefined();
  expect(focus.measurements).toEqual([{ case: 'TP-CF-SC-01', ...report.purposes[0]!.cases[0]!.measurements }]);
});

const PACE = '134.12 s, 1.05 × the longest single wait that the protocol demands (128 s in TP-CL-TO-11: ';
const WITHOUT =
  'without TP-CL-TO-11: 34.12 s, 1.07 × the longest single wait that the protocol demands (32 s in TP-CL-TO-01: ';

test('how long the run took beside what the protocol demands closes the terminal’s lines', () => {
  const last = terminal.trimEnd().split('\n').slice(-3);
  expect(last[0]).toContain(`took ${PACE}the response is withheld for 32 s)`);
  expect(last[1]).toContain(`took ${WITHOUT}`);
  expect(last[2]).toContain('report.html');
});

test('the page and the CI page say the same', () => {
  for (const line of [PACE, WITHOUT]) {
    expect(html).toContain(`<dt>Pace</dt><dd>${line}`);
    expect(renderMarkdown(report).replaceAll(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)))).toContain(
      line,
    );
  }
});
