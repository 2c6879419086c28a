import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type RequestListener, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { joined } from '../choreography/client-steps.ts';
import type { PurposeDeclaration } from '../choreography/purpose.ts';
import { parseTimeline, renderTimeline, TIMELINE } from '../evidence/timeline-file.ts';
import type { Check } from '../judge/check.ts';
import type { Verdict } from '../judge/verdict.ts';
import type { TimelineEvent } from '../timeline/event.ts';
import type { CaseOutcome } from './case.ts';
import { ContractGuard } from './contract-guard.ts';
import { judgeCase } from './judge-case.ts';
import type { Leg } from './legs.ts';

let folder: string;
let server: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'contract-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  server?.close();
  server = undefined;
});

const guard = (signal = new AbortController().signal): ContractGuard =>
  new ContractGuard({ runId: 'run-1', folder, profile: 'cr', signal, onProgress: () => {} });

/** A leg whose client has its upper tester at this port. */
function legAt(port: number, cases: PurposeDeclaration[] = []): Leg {
  const descriptor = {
    file: join(folder, 'sut.yaml'),
    role: 'client',
    product: { vendor: 'Example Corp', name: 'Example chat', version: '1' },
    upperTester: { http: `http://127.0.0.1:${port}/{instance}`, instances: 'many' },
  };
  const sut = { descriptor, address: '127.0.0.1', exited: new Promise(() => {}) };
  const keeper = { descriptor, ixit: { t1: 500 }, running: () => Promise.resolve(sut) };
  return { name: 'client', keeper, cases } as unknown as Leg;
}

async function listening(answer: RequestListener): Promise<number> {
  server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function nobody(): Promise<number> {
  const port = await listening(() => {});
  await new Promise((resolve) => server!.close(resolve));
  return port;
}

const says =
  (status: number, body: object): RequestListener =>
  (_, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

describe('before the run', () => {
  test('an upper tester that is not there is one error, and nothing of its system is run', async () => {
    const watch = guard();
    expect(await watch.admitted([legAt(await nobody())])).toEqual([]);
    expect(watch.findings).toEqual([
      {
        severity: 'error',
        message: expect.stringMatching(
          /^Example chat cannot be tested, and was not judged: .*\/contract-check\/state does not answer: ECONNREFUSED \(evidence\/CONTRACT-client\)$/,
        ),
      },
    ]);
  });

  test('an upper tester that has done what does not exist is not believed', async () => {
    const watch = guard();
    expect(await watch.admitted([legAt(await listening(says(200, { state: 'IDLE' })))])).toEqual([]);
    expect(watch.findings).toHaveLength(1);
    expect(watch.findings[0]!.message).toContain('"no-such-action", an action that does not exist; expected 501');
  });

  test('a system that cannot be started is one error too', async () => {
    const watch = guard();
    const leg = legAt(1);
    leg.keeper.running = () => Promise.reject(new Error('the image x is not on this machine'));
    expect(await watch.admitted([leg])).toEqual([]);
    expect(watch.findings[0]!.message).toContain('was not judged: the image x is not on this machine');
  });

  test('an interrupted run finds no fault', async () => {
    const interruption = new AbortController();
    const watch = guard(interruption.signal);
    interruption.abort(new Error('interrupted'));
    await watch.admitted([legAt(await nobody())]);
    expect(watch.findings).toEqual([]);
  });
});

describe('after the run', () => {
  const check = (verdict: Verdict): Check => ({
    id: 'media-retained-until-final',
    requirement: 'REQ-CL-09',
    title: '',
    required: '',
    consequence: '',
    judge: () => ({ verdict, message: verdict }),
  });
  const reached: TimelineEvent = { kind: 'mark', mark: 'preamble-reached', at: 1, seq: 0 };

  function ended(id: string, verdict: Verdict): CaseOutcome {
    const declaration: PurposeDeclaration = { id, given: joined(), when: [], checks: [check(verdict)] };
    const evidence = join('evidence', id);
    mkdirSync(join(folder, evidence), { recursive: true });
    writeFileSync(join(folder, evidence, TIMELINE), renderTimeline([reached]));
    const judged = judgeCase(declaration, { timeline: [reached], ixit: {} as never });
    return { declaration, verdict: judged, evidence } as CaseOutcome;
  }
  const verdictsOf = (outcomes: readonly CaseOutcome[]): Verdict[] =>
    outcomes.map(({ verdict }) => verdict.verdicts.cr);

  test('what a system that is gone failed after its last pass is an error; what it failed before stays a failure', async () => {
    const outcomes = [ended('TP-CL-LV-01', 'fail'), ended('TP-CL-LV-02', 'pass'), ended('TP-CL-LV-03', 'fail')];
    const leg = legAt(
      await nobody(),
      outcomes.map(({ declaration }) => declaration),
    );
    const watch = guard();
    const reported = await watch.confirmed([leg], outcomes);
    expect(verdictsOf(outcomes)).toEqual(['fail', 'pass', 'fail']);
    expect(verdictsOf(reported)).toEqual(['fail', 'pass', 'error']);
    expect(watch.findings[0]!.message).toContain('Example chat could be tested before the run, and no longer after it');

    const last = reported[2]!;
    const evidence = parseTimeline(readFileSync(join(folder, last.evidence, TIMELINE), 'utf8'));
    expect(judgeCase(last.declaration, { timeline: evidence, ixit: {} as never })).toEqual(last.verdict);
  });

  test('cases of other systems are left alone', async () => {
    const outcomes = [ended('TP-CF-LV-01', 'fail')];
    const reported = await guard().confirmed([legAt(await nobody())], outcomes);
    expect(verdictsOf(reported)).toEqual(['fail']);
  });

  test('a run that was interrupted is not looked into', async () => {
    const interruption = new AbortController();
    interruption.abort(new Error('interrupted'));
    const outcomes = [ended('TP-CL-LV-01', 'fail')];
    const leg = legAt(await nobody(), [outcomes[0]!.declaration]);
    expect(verdictsOf(await guard(interruption.signal).confirmed([leg], outcomes))).toEqual(['fail']);
  });
});
