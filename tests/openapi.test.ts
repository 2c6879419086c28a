/** The upper tester's HTTP interface as documented: the document itself, and the reference client held against it. */
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { parse } from 'yaml';
import { Control } from '../fixtures/reference/client/control.ts';
import { StandInFocus } from '../fixtures/reference/client/stand-in-focus.ts';
import { upperTesterActions } from '../harness/sut/descriptor.ts';
import { actionLimits } from '../harness/sut/upper-tester/upper-tester.ts';
import { clientStates, dialogInformation, unknownAction } from '../harness/sut/upper-tester/channel.ts';

interface Content {
  content?: { 'application/json': { schema: { $ref: string } } };
  $ref?: string;
}
interface Operation {
  operationId: string;
  summary: string;
  description: string;
  requestBody?: Content;
  responses: Record<string, Content>;
}
interface OpenApi {
  openapi: string;
  info: { title: string; version: string };
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, { enum?: string[]; properties?: Record<string, { enum?: string[] }> }>;
    responses: Record<string, Content>;
  };
}

const document = parse(
  readFileSync(new URL('../harness/sut/upper-tester/upper-tester.openapi.yaml', import.meta.url), 'utf8'),
) as OpenApi;
const ajv = new Ajv2020({ strict: true, strictRequired: false, allowUnionTypes: true, allErrors: true });
ajv.addVocabulary(['components', 'openapi', 'info', 'paths', 'license', 'servers']);
ajv.addSchema(document, 'upper-tester');

const follow = (content: Content): Content =>
  content.$ref === undefined ? content : document.components.responses[content.$ref.split('/').at(-1)!]!;

/** Of a request's body, or of the answer that has this status. */
function schemaFor(action: string, status?: number): ValidateFunction {
  const operation = Object.values(document.paths[`/${action}`]!)[0]!;
  const content =
    status === undefined
      ? operation.requestBody!
      : follow(operation.responses[status] ?? operation.responses['default']!);
  return ajv.compile({ $ref: `upper-tester${content.content!['application/json'].schema.$ref}` });
}

test('every action that the harness can ask is documented, and no other', () => {
  const documented = Object.entries(document.paths).map(([path, methods]) => [path, Object.keys(methods)]);
  const asked = upperTesterActions.map((action) => [`/${action}`, [action === 'state' ? 'get' : 'post']]);
  expect(new Set(documented)).toEqual(new Set(asked));
  for (const [path, methods] of Object.entries(document.paths)) {
    const operation = Object.values(methods)[0]!;
    expect(`/${operation.operationId}`).toBe(path);
    expect(Object.keys(operation.responses)).toEqual(expect.arrayContaining(['501', 'default']));
  }
});

test('the words and the times in it are those of the harness', () => {
  expect(document.components.schemas['ClientState']!.enum).toEqual([...clientStates]);
  expect(document.components.schemas['DialogInformation']!.properties!['dialog']!.enum).toEqual([...dialogInformation]);
  for (const [path, methods] of Object.entries(document.paths)) {
    const limit = actionLimits[path.slice(1) as keyof typeof actionLimits];
    const { description } = Object.values(methods)[0]!;
    expect(description).toContain(`within ${limit / 1000} s`);
  }
});

test('every schema compiles, and every reference leads somewhere', () => {
  for (const name of Object.keys(document.components.schemas))
    expect(() => ajv.compile({ $ref: `upper-tester#/components/schemas/${name}` })).not.toThrow();
  const text = JSON.stringify(document);
  for (const [, pointer] of text.matchAll(/"\$ref":"#\/components\/([^"]+)"/g)) {
    const [kind, name] = pointer!.split('/') as ['schemas' | 'responses', string];
    expect(document.components[kind]).toHaveProperty(name);
  }
});

const address = '127.0.0.154';
let focus: StandInFocus;
let control: Control;
beforeEach(async () => {
  focus = await StandInFocus.open('127.0.0.153');
  control = await Control.listen({ address, port: 0, manner: { behaviour: 'cr' } });
});
afterEach(async () => {
  focus.close();
  await control.close();
});

/** Asks the reference client, and holds body and answer against the document. */
async function ask(action: string, body?: object): Promise<number> {
  const fits = body === undefined ? undefined : schemaFor(action);
  expect([fits?.(body) ?? true, fits?.errors ?? []]).toEqual([true, []]);
  return askAnything(action, body);
}

async function askAnything(action: string, body?: object): Promise<number> {
  const method = action === 'state' ? 'GET' : 'POST';
  const response = await fetch(`http://${address}:${control.port}/a/${action}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  const answer: unknown = await response.json();
  const fits = schemaFor(document.paths[`/${action}`] ? action : 'start', response.status);
  expect([answer, fits(answer), fits.errors]).toEqual([answer, true, null]);
  expect(response.headers.get('content-type')).toMatch(/json/);
  return response.status;
}

test('the reference client is as documented, in what it does and in what it refuses', async () => {
  expect(await ask('state')).toBe(200);
  expect(await ask('join', { group: 'sip:gs-1@example.com' })).toBe(409);
  expect(await askAnything('start', { identity: 'nobody' })).toBe(400);
  const { host, port } = focus.proxy;
  const start = {
    testPurpose: 'TP-CL-LV-01',
    runId: 'r1',
    identity: 'sip:a@example.com',
    proxy: `${host}:${port}`,
    transport: 'udp',
    t1: 40,
    t2: 160,
  };
  expect(await ask('start', start)).toBe(200);
  expect(await ask('join', { group: 'sip:gs-1@example.com', conversationId: 'c', contributionId: 'd' })).toBe(200);
  expect(await ask('send', { text: 'hello' })).toBe(202);
  expect(await ask('state')).toBe(200);
  expect(await ask('leave', {})).toBe(202);
  await focus.until('BYE');
  await focus.answerBye(200);
  await focus.mediaClosing();
  expect(await ask('stop')).toBe(200);
});

test.each(['release', 'dialog', unknownAction])(
  'what it cannot do, such as %s, it refuses with 501',
  async (action) => {
    expect(await askAnything(action, { callId: 'x' })).toBe(501);
  },
);
