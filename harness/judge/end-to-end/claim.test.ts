import { describe, expect, test } from '@jest/globals';
import { inWords } from '../made-judgement.ts';
import { leftByConfirmation, nothingUnconfirmed } from './claim.ts';
import { MadeGroup, type Passing } from './made-group.ts';

const NOBODY_ASKED = ['inconc: no client was asked for its state'];

describe('who says LEFT', () => {
  const judged = (group: MadeGroup) =>
    inWords(leftByConfirmation, group.surveyed(1000, { alice: ['LEFT'] }).evidence());
  const leaving = () => new MadeGroup().leaves(100);
  const answered = (to: Passing) => leaving().passes(150, 'alice-client', 'sent', to);

  const elsewhere = () => {
    const group = leaving();
    group.timeline.sip(150, 'bob-client', 'sent', ['SIP/2.0 200 OK', 'Call-ID: b', 'CSeq: 2 BYE']);
    return group;
  };

  test.each<[string, MadeGroup]>([
    ['a 2xx to its BYE', answered({ what: 200 })],
    ['a 2xx to its BYE, whichever', answered({ what: 299 })],
    ['a BYE of the focus', new MadeGroup().byeOfFocus(150, 'alice-client', 'sent')],
    [
      'its own 603',
      new MadeGroup().passes(150, 'alice-client', 'received', { what: 603, method: 'INVITE', from: 'focus' }),
    ],
    ['a rejoin refused with 403', answered({ what: 403, method: 'INVITE' })],
    ['a rejoin refused with 404', answered({ what: 404, method: 'INVITE' })],
    ['a 2xx in the instant in which it was asked', leaving().bye(1001, 'alice-client', 'sent', 200)],
  ])('after %s was told so', (_, group) => {
    expect(judged(group)).toEqual(["pass: Alice's phone had it confirmed"]);
  });

  test.each<[string, MadeGroup]>([
    ['a failure', answered({ what: 500 })],
    ['a redirection', answered({ what: 300 })],
    ['a provisional response', answered({ what: 100 })],
    ['a 2xx that did not get through', leaving().bye(150, 'alice', 'received', 200)],
    ['its BYE alone', leaving().bye(150, 'alice-client', 'received')],
    ['a 2xx of its own', leaving().byeOfFocus(150, 'alice-client', 'received', 200)],
    ['a BYE refused with 404', answered({ what: 404 })],
    ['a rejoin refused with 486', answered({ what: 486, method: 'INVITE' })],
    ['a message refused with 404', answered({ what: 404, method: 'MESSAGE' })],
    ['a rejoin', answered({ what: 200, method: 'INVITE' })],
    ['a 2xx to the BYE of somebody else', elsewhere()],
    ['a 2xx that does not say to what', answered({ what: 200, cseq: null })],
    ['an INVITE of the focus', new MadeGroup().passes(150, 'alice-client', 'sent', { what: 'INVITE', from: 'focus' })],
    ['a 2xx that came later', leaving().bye(1002, 'alice-client', 'sent', 200)],
  ])('after %s was not', (_, group) => {
    expect(judged(group)).toEqual([
      "fail: left without a word: Alice's phone says LEFT, and nothing that reached it has confirmed a leave",
      'by state of tp-cf-lv-19-1-alice at 1001',
    ]);
  });

  test('is not taken for granted, nor forgotten, for what is no SIP', () => {
    const raw = 'HELO there\r\n\r\n';
    const nonsense = { kind: 'sip', actor: 'alice-client', direction: 'sent', transport: 'udp', raw } as const;
    const [told, untold] = [answered({ what: 200 }), leaving()];
    for (const { timeline } of [told, untold]) timeline.add(120, nonsense);
    expect(judged(told)[0]).toMatch(/^pass/);
    expect(judged(untold)[0]).toMatch(/^fail/);
  });

  test('is named with all who do', () => {
    const group = answered({ what: 200 }).surveyed(900, { alice: ['LEFT'] });
    expect(judged(group)).toEqual(["pass: Alice's phone had it confirmed"]);
    const both = answered({ what: 200 });
    both.timeline.sip(160, 'alice-tablet-client', 'sent', ['SIP/2.0 200 OK', 'Call-ID: t', 'CSeq: 2 BYE']);
    const survey = both.surveyed(1000, { alice: ['LEFT'], 'alice-tablet': ['LEFT'] });
    expect(inWords(leftByConfirmation, survey.evidence())).toEqual([
      "pass: Alice's phone and Alice's tablet had it confirmed",
    ]);
  });

  test('before the change request needs nobody to tell', () => {
    const evidence = new MadeGroup().surveyed(1000, { alice: ['LEFT'] }).evidence();
    expect(inWords(leftByConfirmation, evidence, 'pre-cr')).toEqual([
      'none: before the change request a BYE was a departure',
    ]);
  });

  test('where nobody does there is nothing to confirm', () => {
    const evidence = new MadeGroup().surveyed(1000, { alice: ['LEAVE_FAILED'] }).evidence();
    expect(inWords(leftByConfirmation, evidence)).toEqual(['pass: nobody says LEFT']);
  });

  test('where nobody was asked nothing is said', () => {
    expect(inWords(leftByConfirmation, leaving().evidence())).toEqual(NOBODY_ASKED);
  });
});

describe('who is not sure to have left', () => {
  const judged = (state: string, profile: 'cr' | 'harmonised' = 'harmonised') =>
    inWords(
      nothingUnconfirmed,
      new MadeGroup()
        .surveyed(1000, { alice: ['UNCONFIRMED'] })
        .surveyed(2000, { alice: [state] })
        .surveyed(3000, { alice: [state] })
        .evidence(),
      profile,
    );

  test('is to find out in the end', () => {
    expect(judged('UNCONFIRMED')).toEqual([
      "fail: never sure to have left: Alice's phone still says UNCONFIRMED after it has left again",
      'by state of tp-cf-lv-19-1-alice at 3001',
    ]);
    expect(judged('LEFT')).toEqual(['pass: in the end nobody says UNCONFIRMED']);
  });

  test('has no way to, but under harmonised', () => {
    expect(judged('UNCONFIRMED', 'cr')).toEqual([
      'none: restart and leave are the way out of UNCONFIRMED under harmonised only',
    ]);
  });

  test('is not known where nobody was asked', () => {
    expect(inWords(nothingUnconfirmed, new MadeGroup().evidence(), 'harmonised')).toEqual(NOBODY_ASKED);
  });
});
