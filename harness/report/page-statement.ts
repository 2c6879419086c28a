import { ICS } from '../../catalogue/ics.ts';
import { IXIT } from '../../catalogue/ixit.ts';
import type { Report, SutIdentification } from './report.ts';
import { visible } from './visible.ts';

/** What a vendor stated of one system: the static part of the report. */
export interface StatementView {
  title: string;
  answers: { id: string; question: string; answer: string }[];
  values: { id: string; meaning: string; value: string }[];
  /** Purposes that the answers take out. */
  excluded: number;
  unanswered: number;
}

export const statementViews = (report: Report): StatementView[] =>
  report.suts.map((sut) => {
    const answers = answersOf(sut);
    return {
      title: visible(`${sut.role}: ${sut.product}`),
      answers,
      values: valuesOf(sut),
      excluded: report.purposes.filter((one) => one.role === sut.role && one.notApplicable !== undefined).length,
      unanswered: answers.filter(({ answer }) => answer === UNANSWERED).length,
    };
  });

const UNANSWERED = 'not answered: applies';

function answersOf({ role, ics }: SutIdentification): StatementView['answers'] {
  return [...ICS.values()]
    .filter((item) => item.roles.includes(role))
    .map(({ id, question }) => {
      const given = ics[id];
      return { id, question, answer: given === undefined ? UNANSWERED : given ? 'yes' : 'no' };
    });
}

function valuesOf({ ixit }: SutIdentification): StatementView['values'] {
  return [...IXIT.values()].flatMap(({ id, meaning, unit, field }) => {
    const value = field === undefined ? undefined : ixit[field];
    if (value === undefined) return [];
    const shown = typeof value === 'object' ? JSON.stringify(value) : String(value);
    return [{ id, meaning, value: visible(`${shown}${unit === undefined ? '' : ` ${unit}`}`, 200) }];
  });
}
